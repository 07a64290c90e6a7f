### What all other pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Identity

identity-title = Proszę pokazać, kim Pan/Pani jest
identity-lead = DJI musi wiedzieć, od kogo jest list. Dlatego najpierw trzeba się zalogować.
identity-why = Na chwilę otworzy się inna strona, a potem znowu ta. Potwierdzenie logowania zostanie wysłane razem z listem, pod tą samą pieczęcią.
identity-letter_kept = List nie przepadnie. Podczas logowania jest zaszyfrowany na tym urządzeniu. Potem znowu się pojawi.
identity-with = Zaloguj się przez { $name }
identity-privacy = Podczas logowania serwis Lakzegel przez krótką chwilę widzi, kim Pan/Pani jest. Nie zapisuje tego.
identity-letters =
    { $n ->
        [one] 1 list
        [few] { $n } listy
        [many] { $n } listów
       *[other] { $n } listu
    }
identity-days =
    { $n ->
        [one] 1 dnia
        [few] { $n } dni
        [many] { $n } dni
       *[other] { $n } dnia
    }
identity-volume_limit = Można tu wysłać { $letters } w ciągu { $days }. Zwykła poczta jest zawsze możliwa. Ta zasada jest zapisana w:
identity-volume = Dzisiaj wysłano stąd już największą możliwą liczbę listów. Nic nie przepadło. Proszę spróbować jutro albo wysłać list pocztą.
identity-busy = Chwileczkę, trwa logowanie.
identity-done_title = Logowanie się udało
identity-go_on = Dalej bez ponownego logowania
identity-cancelled_title = Logowanie zostało przerwane
identity-cancelled = Nic się nie stało. Można zalogować się ponownie albo wysłać list pocztą.
identity-failed_title = Logowanie się nie udało
identity-unsupported = Ta przeglądarka nie może utworzyć wystarczająco bezpiecznego klucza. Proszę ją zaktualizować albo użyć innej. List można też wysłać pocztą.
identity-not_kept = Przeglądarka nie ma klucza do tego logowania. Tak się dzieje po ponownym otwarciu tej strony, a często także w oknie prywatnym. Nic nie przepadło. Proszę zalogować się ponownie, najlepiej w zwykłym oknie.
identity-refused_storage = Przeglądarka nie może niczego przechować dla tej strony: pliki cookie lub pamięć są zablokowane. Logowanie potrzebuje ich na krótko. Nic nie przepadło. Proszę zezwolić na nie w ustawieniach przeglądarki albo użyć innej przeglądarki.
identity-unreachable = Serwis Lakzegel nie odpowiedział. Nic nie przepadło. Proszę sprawdzić, czy działa internet, i zalogować się ponownie.
between-safe = Nic nie przepadło. Jeśli list jest już napisany, jest bezpieczny.
identity-refused = Strona logowania lub serwis Lakzegel nie przyjęły logowania. Nic nie przepadło. Proszę zalogować się ponownie.
identity-provider_down = Usługa logowania teraz nie odpowiada. Nic nie przepadło. Proszę wybrać inny sposób logowania albo spróbować później.
identity-down = Teraz nie odpowiada
identity-level = Ten sposób logowania nie daje wystarczającej pewności, kim Pan/Pani jest. Nic nie przepadło. Proszę zalogować się ponownie i wybrać pewniejszy sposób, na przykład aplikację i dokument tożsamości.
identity-too_large = Potwierdzenie tego logowania jest zbyt duże, żeby wysłać je razem z listem. Proszę wybrać inny sposób logowania albo wysłać list pocztą.
identity-expired = Logowanie trwało zbyt długo. Nic nie przepadło. Proszę zalogować się ponownie.
identity-not_ours_title = Stop: to nie jest Pana/Pani logowanie
identity-not_ours = Logowanie, które wróciło, nie należy do tej strony. Być może ktoś próbuje użyć Pana/Pani logowania. Nic nie zostało wysłane. Proszę zamknąć tę stronę, nie pisać teraz listu i zgłosić to do DJI.
identity-lost_title = Uwaga: logowania nie docierają
identity-lost = Zalogował(a) się Pan/Pani dwa razy, a serwis Lakzegel nie dał tej stronie żadnego dowodu. To może być awaria. Może też ktoś używa tych logowań dla siebie. Pana/Pani list jest bezpieczny: nie został wysłany.
identity-lost_report = Proszę zgłosić to do DJI i podać ten czas: { $time }. Proszę też sprawdzić listę swoich logowań w usłudze logowania.
identity-lost_later = Proszę teraz nie logować się ponownie. Proszę zrobić to później albo wysłać list pocztą.
visitor-title = Czy ma Pan/Pani kod dla odwiedzających?
visitor-lead = Nie może się Pan/Pani zalogować? Recepcja dla odwiedzających wydaje kod na kartce. Kod ma dwie części. Proszę przepisać je z kartki.
visitor-admission = Część 1: dostęp
visitor-proof = Część 2: poświadczenie
visitor-hint = Trzy grupy po cztery znaki. Kreski i wielkie litery nie są potrzebne.
visitor-next = Dalej z tym kodem
visitor-done = Z kodem dla odwiedzających
visitor-wrong_length = Każda część kodu ma dwanaście znaków: trzy grupy po cztery. Proszę to sprawdzić.
visitor-wrong_character = Znak { $character } nie występuje w kodach. Proszę to sprawdzić na kartce.
visitor-wrong_check = W tej części kodu jest literówka. Proszę to sprawdzić na kartce.
visitor-wrong_half = Tutaj wpisano inną część kodu. Proszę zamienić obie części miejscami.
visitor-unknown = Ten kod nie daje dzisiaj dostępu. Nic nie przepadło. Proszę sprawdzić, czy na kartce jest dzisiejsza data, i porównać znaki. Recepcja dla odwiedzających może wydać nowy kod.
visitor-used = Ten kod został już użyty. Kod jest ważny na jedną wizytę na tej stronie. O nowy kod proszę zapytać w recepcji dla odwiedzających.
visitor-too_many = Teraz wpisywanych jest zbyt wiele kodów. Nic nie przepadło. Proszę poczekać minutę i spróbować ponownie.

## Recipient

recipient-title = Do kogo Pan/Pani pisze?
recipient-lead = My nie widzimy, czy ktoś jest pozbawiony wolności ani gdzie przebywa. Odbiorcę listu znajduje DJI.
recipient-number = Numer ewidencyjny odbiorcy
recipient-number_hint = Ten numer (registratienummer) jest na listach od odbiorcy i z placówki.
recipient-number_wrong = Proszę wpisać numer ewidencyjny odbiorcy. Proszę użyć tylko cyfr i liter z tego numeru.
recipient-name = Imię i nazwisko odbiorcy
recipient-name_hint = Najpierw imię, potem nazwisko, we własnym alfabecie.
recipient-name_wrong = Proszę wpisać imię i nazwisko odbiorcy, w jednym wierszu.
recipient-sender = Pana/Pani imię i nazwisko pod listem
recipient-sender_hint = Tak będzie to napisane na papierze. DJI widzi też, kto się zalogował.
recipient-sender_wrong = Proszę wpisać imię i nazwisko, które mają być pod listem, w jednym wierszu.

## Writing

write-title = Proszę napisać list
write-label = Treść listu
write-pages =
    { $n ->
        [one] 1 stronę
        [few] { $n } strony
        [many] { $n } stron
       *[other] { $n } strony
    }
write-hint = List może mieć najwyżej { $n } znaków i najwyżej { $pages }.
write-left =
    { $n ->
        [one] Pozostał 1 znak
        [few] Pozostały { $n } znaki
        [many] Pozostało { $n } znaków
       *[other] Pozostało { $n } znaku
    }
write-too_many =
    { $n ->
        [one] List jest za długi o 1 znak
        [few] List jest za długi o { $n } znaki
        [many] List jest za długi o { $n } znaków
       *[other] List jest za długi o { $n } znaku
    }
write-full = List zajmuje { $n }% dostępnego miejsca
write-too_full = List jest za długi: zajmuje { $n }% dostępnego miejsca
write-empty = Najpierw proszę napisać list.
write-blocked = W liście są znaki, których nie można wysłać. Pod listem jest napisane, które to znaki i co można zrobić.
write-next = Zobacz list
write-until = Logowanie jest ważne do { $time }. Proszę wysłać list wcześniej.
findings-title = Proszę to jeszcze sprawdzić
findings-show = Pokaż w liście
findings-repair = Napraw to
findings-repaired = Naprawione.
rule-empty_title = List jest pusty
rule-empty = Najpierw proszę napisać list.
rule-too_long_title = List jest za długi
rule-too_long = Proszę skrócić list albo napisać drugi.
rule-control_title = Niewidoczne znaki sterujące
rule-control = Tych znaków nie można wydrukować. Często dostają się do listu razem z wklejonym tekstem. Przycisk „Napraw to” usuwa je wszystkie. Słowa zostają.
rule-bidi_title = Znaki, które odwracają kierunek pisma
rule-bidi = Te niewidoczne znaki odwracają kolejność liter. Przez to w liście może być coś innego, niż widać. Przycisk „Napraw to” usuwa je wszystkie. Tekst arabski i hebrajski zostaje bez zmian.
rule-zero_width_title = Niewidoczne znaki
rule-zero_width = Tych znaków nikt nie widzi. Często dostają się do listu razem z wklejonym tekstem. Przycisk „Napraw to” usuwa je wszystkie. Słowa zostają.
rule-tag_title = Ukryte znaki
rule-tag = W tych znakach może być niewidoczny tekst. Przycisk „Napraw to” usuwa je wszystkie. To, co widać, zostaje.
rule-private_use_title = Znaki, których nikt inny nie przeczyta
rule-private_use = Ten znak istnieje tylko w Pana/Pani urządzeniu lub programie. Na papierze będzie w tym miejscu puste pole. Przycisk „Napraw to” zmienia punkt, strzałkę lub buźkę z Worda na zwykły znak. Inne znaki usuwa.
rule-combining_pile_title = Zbyt wiele znaków jeden na drugim
rule-combining_pile = Jedna litera ma więcej niż sześć osobnych akcentów. W druku zachodzą one na inne wiersze. Przycisk „Napraw to” zostawia sześć.
rule-web_address_title = Adres strony internetowej
rule-web_address = List jest przekazywany na papierze: w adres nie można kliknąć. Adres może zostać.
rule-mail_address_title = Adres e-mail
rule-mail_address = Osoby pozbawione wolności zwykle nie mogą korzystać z e-maila. Pracownicy, którzy czytają list, widzą ten adres. Adres może zostać.
rule-phone_number_title = Numer telefonu
rule-phone_number = Pracownicy, którzy czytają list, widzą ten numer. Czy numer się zgadza? Jeśli tak, może zostać.
rule-iban_title = Numer konta bankowego
rule-iban = Pracownicy, którzy czytają list, widzą ten numer. Czy jest potrzebny? Jeśli tak, może zostać. Proszę nigdy nie podawać kodu PIN.
rule-bsn_title = Być może numer BSN
rule-bsn = Znając holenderski osobisty numer identyfikacyjny (BSN), można podać się za inną osobę. Lepiej usunąć ten numer. Czy to inny numer? Jeśli tak, może zostać.
rule-mixed_scripts_title = Litery z dwóch alfabetów w jednym słowie
rule-mixed_scripts = To słowo wygląda zwyczajnie, ale są w nim litery z innego alfabetu. Jeśli to pomyłka, proszę wpisać słowo jeszcze raz. Słowo może też tak zostać.

## Review, sealing and sending

review-title = Proszę jeszcze raz przeczytać list
review-lead = Tak list będzie wyglądał na papierze. Czy wszystko się zgadza? Jeśli tak, proszę go wysłać.
review-recipient = Odbiorca
review-change_recipient = Zmień odbiorcę
review-number = Numer
review-change_number = Zmień numer
review-sender = Pana/Pani imię i nazwisko
review-change_sender = Zmień swoje imię i nazwisko
review-letter = Treść listu
review-change_letter = Zmień list
review-sheet = Strona { $n } z { $all }
review-after = Po wysłaniu nie można już listu przeczytać ani zmienić, także na tym urządzeniu. Otworzyć go może tylko DJI.
send = Zapieczętuj i wyślij
send-busy = Trwa wysyłanie…
send-sealing = Trwa pieczętowanie listu…
send-uploading = List jest zapieczętowany, trwa wysyłanie…

## How letters are supervised, as the manifest says

supervision-read_title = DJI czyta ten list
supervision-read = Pracownicy DJI czytają list, zanim dostanie go odbiorca. Mogą go zatrzymać. Tak stanowi prawo.
supervision-sample_title = DJI czyta część listów
supervision-sample = Komputer DJI sprawdza każdy list. Pracownicy DJI czytają część listów, być może także ten. Mogą zatrzymać list. Tak stanowi prawo.
supervision-rules_title = DJI sprawdza ten list
supervision-rules = Komputer DJI sprawdza list, zanim dostanie go odbiorca. Pracownicy DJI także mogą go przeczytać. DJI może zatrzymać list. Tak stanowi prawo.

## A letter without a receipt

unsent-title = Wysyłanie jeszcze się nie udało
unsent-not_sealed = Przeglądarka nie mogła zapieczętować listu.
unsent-visit_over = Logowanie wygasło.
unsent-no_grant = Z tym logowaniem nie można już wysłać kolejnego listu.
unsent-manifest = Dane serwisu Lakzegel straciły ważność, a nowych nie udało się pobrać.
unsent-other_notice = DJI sprawdza teraz listy inaczej, niż było tu napisane. Dlatego list nie został jeszcze wysłany.
unsent-unreachable = Nie przyszła odpowiedź. Być może przerwało się połączenie z internetem. Nie wiemy, czy list dotarł.
unsent-trouble = Serwis Lakzegel ma awarię lub jest bardzo obciążony.
unsent-too_many = Teraz jest zbyt wiele listów naraz.
unsent-too_many_minutes =
    { $n ->
        [one] Teraz jest zbyt wiele listów naraz. Proszę poczekać 1 minutę.
        [few] Teraz jest zbyt wiele listów naraz. Proszę poczekać { $n } minuty.
        [many] Teraz jest zbyt wiele listów naraz. Proszę poczekać { $n } minut.
       *[other] Teraz jest zbyt wiele listów naraz. Proszę poczekać { $n } minuty.
    }
unsent-spent_grant = Prawo do wysłania tego listu zostało już wykorzystane na inny list.
unsent-outdated = Klucz, którym zapieczętowano list, nie jest już używany.
unsent-refused = Serwis Lakzegel nie przyjął zapieczętowanego listu. To błąd tej strony, a nie listu.
unsent-false_receipt = Uwaga: potwierdzenie przyjęcia listu jest nieprawidłowe. Nie dowodzi, że list został zapisany. Ktoś mógł je podrobić.
unsent-send_again = Wyślij ponownie
unsent-seal_again = Zapieczętuj i wyślij ponownie
unsent-back = Wróć do listu
unsent-log_in = Zaloguj się ponownie
unsent-stop = Zakończ i zostaw list, żeby tu czekał
unsent-reference = List został napisany z kodem dla odwiedzających. Może czekać na tym urządzeniu, nawet po zamknięciu strony. Najpierw proszę zachować ten numer referencyjny: tylko z nim można później sprawdzić, co się dzieje z listem. Nie jest on zapisany nigdzie na tym urządzeniu. Proszę nikomu go nie pokazywać.
unsent-noted = Mam numer referencyjny: niech list tu czeka
unsent-waits = List czeka teraz na tym urządzeniu.
safe-title = Czy mój list jest bezpieczny?
safe-sealed = Tak. List jest zapieczętowany i znajduje się na tej stronie. Proszę nie zamykać strony.
safe-written = Tak. List nadal jest na tej stronie, dokładnie tak, jak został napisany. Proszę nie zamykać strony.
safe-kept = Tak. List nadal jest na tej stronie, dokładnie tak, jak został napisany. Ta przeglądarka też przechowuje go przez siedem dni: otwiera go tylko Pana/Pani logowanie.
advice-send_again = Proszę chwilę poczekać i wysłać list ponownie. List nigdy nie dotrze dwa razy.
advice-seal_again = Proszę ponownie zapieczętować i wysłać list. Niczego nie trzeba pisać od nowa.
advice-other_notice = Proszę wrócić do listu, przeczytać, co DJI robi teraz z listami, i wysłać go ponownie.
advice-new_login = Proszę zalogować się ponownie. List nie przepadnie: niczego nie trzeba pisać od nowa.
advice-refused = Proszę wrócić do listu i skopiować tekst. Potem proszę ponownie wczytać stronę albo wysłać list pocztą.
advice-false_receipt = Proszę wysłać list ponownie. Czy potwierdzenie znowu jest nieprawidłowe? Jeśli tak, proszę zgłosić to do DJI i wysłać list pocztą.

## Receipt

receipt-title = List został zapisany
receipt-lead = Sprawdziliśmy potwierdzenie przyjęcia listu na tym urządzeniu. Jest prawidłowe.
receipt-stored_title = Zapisany
receipt-stored = Zapieczętowany list jest w rejestrze. DJI jeszcze go nie pobrała. Ta wiadomość zmieni się sama.
receipt-seen_title = Widziany przez DJI
receipt-seen = DJI potwierdziła podpisem, że ma zapieczętowany list. Potem DJI otworzy i sprawdzi list.
receipt-witnessed = Także niezależni świadkowie potwierdzili podpisem, że list jest w rejestrze.
receipt-reference = Numer referencyjny
receipt-keep = Proszę zachować ten numer referencyjny. Tylko z nim można później sprawdzić, co się dzieje z listem. Nie możemy podać go jeszcze raz. Proszę nikomu go nie pokazywać.
receipt-sealed = Zapieczętowano
receipt-when = Wysłano
receipt-place = Miejsce w rejestrze
receipt-id = Oznaczenie zapieczętowanego listu
receipt-save = Zapisz numer referencyjny
receipt-file = Lakzegel. Numer referencyjny listu to { $reference }. Proszę nikomu go nie pokazywać.
receipt-print = Wydrukuj
receipt-proof = Zapisz potwierdzenie
receipt-next_title = Co będzie dalej?
receipt-next = DJI sprawdzi list i podejmie decyzję. Nowe informacje pojawiają się kilka razy dziennie. Ten serwis nigdy nie mówi, czy i kiedy list zostanie przekazany odbiorcy.
receipt-another = Napisz jeszcze jeden list
receipt-sure = Numer referencyjny nie został jeszcze zapisany, skopiowany ani wydrukowany. Bez niego nie można sprawdzić, co się dzieje z tym listem. Czy mimo to przejść dalej?
receipt-sure_yes = Tak, bez numeru referencyjnego
receipt-end_why = Gotowe? Można teraz zakończyć. Wszystko zostanie usunięte z tej strony. Najpierw proszę zapisać numer referencyjny.
receipt-end = Zakończ i usuń wszystko

## Status

status-title = Co się dzieje z listem?
status-lead = Proszę wpisać numer referencyjny, który pojawił się po wysłaniu listu. To urządzenie odszyfruje odpowiedź.
status-reference = Numer referencyjny
status-reference_hint = Siedem grup po cztery znaki. Kreski i wielkie litery nie są potrzebne.
status-reference_wrong = W numerze referencyjnym jest literówka. Proszę to sprawdzić: to siedem grup po cztery znaki.
status-ask = Sprawdź, co się dzieje
status-busy_title = Chwileczkę
status-busy = Pytamy, co się dzieje z listem.
status-nothing_title = Na razie brak wiadomości
status-nothing = O tym liście jeszcze nic nie wiadomo. Proszę sprawdzić ponownie za kilka godzin. Po jednym dniu nadal nic? Możliwe, że DJI nie mogło otworzyć listu. Proszę zapytać DJI, podając potwierdzenie. Po kilku miesiącach nic się już tutaj nie pojawia.
status-old_title = To jest stara wiadomość
status-old = { $time } było tutaj: { $state }. Nowe informacje pojawiają się kilka razy dziennie, a teraz już dłużej ich nie ma. Mogło się coś zmienić. Proszę sprawdzić później. Jeśli tak pozostanie, proszę zapytać DJI.
status-unreachable_title = Brak odpowiedzi
status-unreachable = Serwis Lakzegel nie odpowiedział. Dla listu nic to nie zmienia. Proszę spróbować ponownie później.
status-between_title = Odpowiedziało coś innego
status-false_title = Ta odpowiedź jest nieprawidłowa
status-false = Odpowiedź nie jest podpisana przez DJI albo nie dotyczy tego listu. Proszę jej nie wierzyć. Proszę spróbować ponownie później. Nadal to samo? Proszę zgłosić to do DJI.
status-received_title = Otrzymany
status-received = DJI ma zapieczętowany list. List nie został jeszcze sprawdzony.
status-screening_title = W trakcie sprawdzania
status-screening = Pracownik DJI przegląda list.
status-screened_title = Sprawdzony i zaakceptowany
status-screened = DJI sprawdziła list i go nie zatrzymuje. To nie znaczy, że list został już przekazany odbiorcy.
status-withheld_title = Zatrzymany
status-withheld_do = Można napisać inny list albo wysłać list pocztą.
status-at = Ogłoszono { $time }
ground-order = DJI zatrzymuje list ze względu na porządek i bezpieczeństwo w placówce.
ground-public = DJI zatrzymuje list ze względu na porządek publiczny lub bezpieczeństwo narodowe.
ground-offences = DJI zatrzymuje list, żeby zapobiegać przestępstwom lub je wykrywać.
ground-victims = DJI zatrzymuje list, żeby chronić ofiary lub inne osoby.
ground-unreadable = DJI nie mogła otworzyć listu. Przyczyną nie jest to, co zostało napisane. Proszę wysłać list ponownie.
ground-identity = DJI nie mogła ustalić, kto napisał list. Proszę zalogować się ponownie i jeszcze raz wysłać list.
ground-rules = List jest za długi albo zawiera niedozwolone znaki. Proszę go zmienić i wysłać ponownie.
ground-duplicate = Ten list wpłynął już wcześniej, ale z inną treścią. Proszę wysłać go ponownie jako nowy list.

## Keeping a receipt, asking how a letter fares, checking a receipt later

receipt-address = Adres, pod którym można sprawdzić później
receipt-copy = Kopiuj
receipt-copied = Numer referencyjny jest skopiowany. Proszę wkleić go w miejscu, które widzi tylko Pan/Pani.
receipt-not_copied = Kopiowanie się nie udało. Proszę zapisać numer referencyjny albo go przepisać.
receipt-found_again = Numer się zgubił? Do { $time } jest jeszcze na tym urządzeniu, zaszyfrowany. Po zalogowaniu można go znaleźć przy listach, które czekają.
receipt-share = Wyślij do siebie
receipt-proof_title = Dowód na później
receipt-proof_why = Z tym plikiem każdy może później sprawdzić, że zapieczętowany list został zapisany. Nie ma w nim nic o Panu/Pani, o odbiorcy ani o treści listu.
receipt-check = Sprawdź potwierdzenie
status-decision = DJI podejmuje decyzję
status-later = Nowe informacje pojawiają się kilka razy dziennie. Proszę sprawdzić później.
status-law = To powód z holenderskiej ustawy: artykuł 36 Penitentiaire beginselenwet.
status-complain = Czy nie zgadza się Pan/Pani z tą decyzją? Można wysłać skargę do DJI w ciągu roku. To nic nie kosztuje. DJI odpowiada zwykle w ciągu sześciu tygodni. Jak to zrobić, można przeczytać na dji.nl.
status-ombudsman = Czy nie zgadza się Pan/Pani z odpowiedzią? Można poprosić o pomoc holenderskiego rzecznika (Nationale ombudsman). To też nic nie kosztuje: nationaleombudsman.nl.
status-name = W skardze proszę podać oznaczenie listu, które jest poniżej. Numeru referencyjnego proszę nie podawać nikomu, także w skardze.
check-title = Sprawdź potwierdzenie
check-lead = Czy ma Pan/Pani plik z dowodem? Tutaj widać, czy jest prawidłowy. Każdy może to sprawdzić, nawet po latach.
check-file = Wybierz plik z dowodem
check-hint = Jego nazwa kończy się na .tlog-proof. Plik można też przeciągnąć na tę stronę.
check-private = Plik zostaje na tym urządzeniu. Nic nie jest wysyłane.
check-name = Plik:
check-proof_title = To potwierdzenie jest prawidłowe
check-proof = Zapieczętowany list o tym oznaczeniu jest w rejestrze podpisanym przez serwis listów. Nikt nie może go stamtąd niepostrzeżenie usunąć.
check-seen = DJI potwierdziła podpisem { $time }, że ma zapieczętowany list. List został więc zapisany wcześniej.
check-unseen = W tym pliku DJI nie potwierdziła jeszcze podpisem, że ma zapieczętowany list.
check-witnessed = Niezależni świadkowie potwierdzili podpisem { $time }, że ten list jest w rejestrze.
check-not_title = Czego ono nie dowodzi?
check-not = Nie dowodzi, kto napisał list, dla kogo on jest ani co w nim jest. Nie dowodzi też, że list został przeczytany lub przekazany.
check-demo_here = To jest demo: list nie jest prawdziwy.
check-broken_title = To potwierdzenie nie jest prawidłowe
check-broken = Coś w nim zmieniono albo brakuje części. Dlatego niczego nie dowodzi. Proszę spróbować z plikiem zapisanym jako pierwszy.
check-lost_title = Serwis listów zgubił ten list
check-lost = List dotarł: jest w rejestrze, a Pana/Pani potwierdzenie tego dowodzi. Jednak serwis oświadczył dwoma podpisami, że samego zapieczętowanego listu już nie ma. DJI nie może go więc przeczytać ani przekazać. Proszę napisać list ponownie. Proszę zachować potwierdzenie: to dowód do skargi. Jeśli list się znajdzie, będzie to widać po wpisaniu numeru referencyjnego na stronie o tym, co dzieje się z listem.
check-contradicted_title = Serwis listów przeczy sam sobie
check-contradicted = Serwis oświadczył, że tego listu już nie ma. Jednak DJI wcześniej potwierdziła podpisem, że ma list, albo w rejestrze jest w tym miejscu inny. Oświadczenie jest więc nieprawdziwe. Proszę zachować ten plik: to dowód. Proszę wysłać skargę do DJI.
check-retired_title = Tego potwierdzenia nie można tu jeszcze sprawdzić
check-retired = Klucz, którym je podpisano, nie jest już używany, a innego podpisu na nim nie ma. Mając internet, ta strona może sprawdzić w rejestrze, czy jest prawidłowe.
check-look_up = Sprawdź w rejestrze
check-not_found = W rejestrze nie widać, że to potwierdzenie jest prawidłowe, albo nie było internetu. Proszę spróbować później.
check-save_why = Proszę zapisać plik ponownie. Będzie w nim to, co sprawdzono w rejestrze, i będzie prawidłowy także bez internetu.
check-demo_title = Potwierdzenie z wersji demo
check-demo = Pochodzi z demo tego serwisu listów. Żaden list nie jest tam prawdziwy.
check-foreign_title = Potwierdzenie z innego serwisu listów
check-foreign = Tutaj nie widać, czy jest prawidłowe. Proszę sprawdzić je w serwisie, z którego pochodzi.
check-unnamed_title = Nie wiadomo, którego listu dotyczy
check-unnamed = Plik jest potwierdzeniem, ale nie podaje listu. Proszę wybrać plik zapisany na stronie z numerem referencyjnym.
check-other_title = To nie jest potwierdzenie
check-other = Plik jest czymś innym. Proszę poszukać pliku, którego nazwa kończy się na .tlog-proof.
check-unreadable_title = Nie można odczytać pliku
check-unreadable = Przeglądarka nie mogła odczytać pliku. Proszę wybrać go jeszcze raz.

## Kiosk

kiosk-nothing_kept = Na tym urządzeniu nic nie zostaje zapisane.
kiosk-offline = Nie ma teraz połączenia. To, co jest wpisane, pozostaje. Ta strona sama spróbuje ponownie.
kiosk-online = Połączenie znów działa.
kiosk-end = Zakończ wizytę
kiosk-size = Litery
kiosk-size_normal = Zwykłe litery
kiosk-size_large = Duże
kiosk-size_largest = Bardzo duże
kiosk-contrast = Kolory
kiosk-contrast_normal = Zwykłe kolory
kiosk-contrast_high = Silny kontrast
kiosk-time_title = Czas
kiosk-time_normal = Zwykły czas
kiosk-time_more = Więcej czasu
kiosk-minutes =
    { $n ->
        [one] 1 minuta
        [few] { $n } minuty
        [many] { $n } minut
       *[other] { $n } minuty
    }
kiosk-seconds =
    { $n ->
        [one] 1 sekunda
        [few] { $n } sekundy
        [many] { $n } sekund
       *[other] { $n } sekundy
    }
kiosk-time = Czas bez żadnej czynności: { $idle }. Potem zapytamy, czy ktoś tu jest. Czas na odpowiedź: { $warning }. Bez odpowiedzi usuniemy wszystko. Można kontynuować dowolnie często.
kiosk-again_title = Nie trzeba nic robić
kiosk-again = Ta strona sama spróbuje ponownie. Nie udaje się? Proszę poprosić o pomoc w recepcji dla odwiedzających albo wysłać list pocztą.
kiosk-codes = W recepcji dla odwiedzających można dostać kod na papierze. Kod ma dwie części. Proszę przepisać je z kartki.
kiosk-no_codes = Nie można tu teraz napisać listu, bo kody odwiedzających nie są przyjmowane. Proszę poprosić o pomoc w recepcji dla odwiedzających.
kiosk-letter_stays = List pozostaje na tej stronie. Nie trzeba niczego pisać od nowa.
kiosk-idle_title = Czy ktoś tu jest?
kiosk-idle = Bez żadnej czynności wkrótce usuniemy wszystko, co zostało wpisane. Aby kontynuować, proszę nacisnąć ‘Kontynuuj’.
kiosk-idle_unsent = List nie został jeszcze wysłany. On też zostanie usunięty.
kiosk-left = Pozostały czas: { $time }.
kiosk-go_on = Kontynuuj
kiosk-ask_title = List nie został jeszcze wysłany
kiosk-ask = Po zakończeniu list zostanie usunięty. Nikt nie będzie mógł go odzyskać.
kiosk-ask_back = Wróć do mojego listu
kiosk-ask_end = Usuń i zakończ
kiosk-ended_title = Wizyta się zakończyła
kiosk-over = Wszystko zostało usunięte. Ta strona sama zacznie od nowa, gdy będzie połączenie.
kiosk-ended_done = Wszystko, co zostało wpisane, usunięto z tego urządzenia.
kiosk-ended_idle = Przez jakiś czas nic się nie działo. Dlatego wszystko, co zostało wpisane, usunięto z tego urządzenia.
kiosk-ended_broken = Na tym urządzeniu coś się nie udało. Dlatego wszystko, co zostało wpisane, usunięto.
kiosk-ended_stored = List został wysłany. Proszę zabrać wydruk: dzięki numerowi na nim można później zobaczyć, co dzieje się z listem.
kiosk-ended_unknown = Nie wiemy, czy list dotarł. Czy pojawiło się potwierdzenie? Wtedy list jest zapisany.
kiosk-ended_unsent = To, co nie zostało jeszcze wysłane, nie zostało wysłane ani zapisane.
kiosk-ended_code = Czy napisać jeszcze jeden list? Proszę poprosić w recepcji dla odwiedzających o nowy kod.
kiosk-ended_new = Zacznij nową wizytę
kiosk-print_first = Gotowe? Proszę wydrukować potwierdzenie albo przepisać numer. Potem proszę zakończyć wizytę. Wtedy wszystko zostanie usunięte.

## A letter that waits on the device

draft-title = List na tym urządzeniu
draft-will = Podczas pisania ta przeglądarka przechowuje list. Dzięki temu nie przepadnie, jeśli coś pójdzie nie tak. Jest tu zaszyfrowany: otwiera go tylko Pana/Pani logowanie. Zostanie usunięty po wysłaniu, a najpóźniej po siedmiu dniach.
draft-kept = Ta przeglądarka przechowuje list. Jest zaszyfrowany: otwiera go tylko Pana/Pani logowanie. Coś poszło nie tak? Proszę zalogować się tutaj ponownie. List zostanie usunięty po wysłaniu, a najpóźniej { $time }.
draft-only_here = List jest tylko na tej stronie: proszę jej nie zamykać.
draft-failed = Ta przeglądarka nie może przechować listu. Być może to okno prywatne, urządzenie jest pełne albo pliki cookie i pamięć są zablokowane. List jest tylko na tej stronie: proszę jej nie zamykać.
draft-none = Na tym urządzeniu nie ma już nic z tego listu.
draft-shared = Inne osoby też używają tego urządzenia
draft-shared_hint = Wtedy ta przeglądarka niczego nie przechowuje. To, co tu było, zostanie od razu usunięte.
draft-stop = Przerwij i pisz dalej później
draft-stop_throw = Przerwij i usuń list
draft-sure = Czy na zawsze usunąć ten list?
draft-sure_yes = Tak, usuń
draft-sure_no = Nie
draft-offer_title = Jest tu rozpoczęty list
draft-offer = Ostatnia zmiana: { $time }.
draft-go_on = Pisz dalej ten list
draft-throw = Usuń ten list
draft-thrown = List został usunięty. Na tym urządzeniu nic z niego nie zostało.
draft-gone = Tego listu nie ma już na tym urządzeniu.
draft-back = List znowu tu jest.

## Letters that wait

outbox-title = Listy, które czekają
outbox-lead = Tutaj widać, które listy nie zostały jeszcze wysłane. Są zapieczętowane: nikt nie może ich tu przeczytać.
outbox-none = Na tym urządzeniu nie czeka żaden list.
outbox-letter = List z { $time }
outbox-waits = Ten list nie został jeszcze wysłany.
outbox-until = Trzeba go wysłać przed { $time }. Potem DJI już go nie przyjmie.
outbox-soon = Uwaga: zostało mało czasu. Proszę szybko znaleźć miejsce z internetem.
outbox-forgets = Ta przeglądarka po siedmiu dniach usuwa to, co zapisała strona. Proszę wrócić przed { $time } albo zapisać list jako plik.
outbox-too_late = Czas na ten list minął. Nie został wysłany i nie można go już wysłać. Proszę napisać go jeszcze raz albo wysłać list pocztą.
outbox-spent = Ten list nie został wysłany. Prawo do jego wysłania zostało wykorzystane albo wygasło. Proszę się zalogować i napisać list jeszcze raz.
outbox-outdated = Ten list nie został wysłany. DJI nie używa już klucza tego listu. Proszę napisać list jeszcze raz.
outbox-refused = Ten list nie został wysłany. Serwis listów go nie przyjmuje. To nie jest Państwa wina. Proszę napisać list jeszcze raz albo wysłać go pocztą.
outbox-text = Tekst listu jest jeszcze na tym urządzeniu, zaszyfrowany. Proszę zalogować się tak jak wtedy: potem można pisać dalej.
outbox-stored = Ten list został wysłany. Sprawdziliśmy potwierdzenie. Proszę je obejrzeć i zapisać numer referencyjny.
outbox-stored_log_in = Ten list został wysłany. Sprawdziliśmy potwierdzenie. Czy to Pani lub Pan go napisał? Proszę zalogować się tak jak wtedy. Wtedy widać potwierdzenie i numer referencyjny.
outbox-stored_code = Ten list został wysłany. Sprawdziliśmy potwierdzenie. List napisano z kodem dla odwiedzających. Kto ma numer referencyjny, może z nim sprawdzić, co się dzieje z listem.
outbox-show = Zobacz potwierdzenie
outbox-first = Teraz pisany jest inny list. Proszę najpierw wysłać tamten. Potem będzie można tu obejrzeć potwierdzenie.
outbox-discard = Usuń
outbox-sure = Czy usunąć to na zawsze? Potem nikt nie będzie mógł tego odzyskać.
outbox-sure_yes = Tak, usuń
outbox-sure_no = Nie, zachowaj
outbox-discarded = Usunięto.
outbox-next_title = Co dalej?
outbox-by_itself = Czy internet już działa? Wtedy przeglądarka sama wyśle list, nawet gdy ta strona jest zamknięta. Proszę później sprawdzić tutaj, czy został wysłany.
outbox-next = Czy internet już działa? Wtedy list zostanie wysłany sam, gdy ta strona jest otwarta. Po zamknięciu strony proszę otworzyć ją później ponownie.
outbox-open_only = Czy internet już działa? Wtedy list zostanie wysłany sam. Proszę nie zamykać tej strony: na tym urządzeniu niczego nie zapisujemy.
outbox-send = Wyślij teraz
outbox-save = Zapisz jako plik
outbox-log_in = Czy to Pani lub Pan napisał ten list? Proszę zalogować się tak jak wtedy. Wtedy można też zapisać go jako plik.
outbox-log_in_now = Zaloguj się
outbox-code = List napisano z kodem dla odwiedzających. Kto ma numer referencyjny, może z nim później sprawdzić, co się dzieje z listem.
outbox-file_title = Wysyłanie z innego urządzenia
outbox-file = List, który czeka, można zapisać jako plik. Ten plik należy otworzyć tutaj na innym urządzeniu. Wtedy list zostanie wysłany stamtąd.
outbox-file_has = W pliku są zapieczętowany list, prawo do wysłania go jeden raz i numer referencyjny. Nikt nie może z niego przeczytać listu. Mimo to proszę nikomu nie dawać pliku: kto go ma, widzi, co dzieje się z listem.
outbox-file_text = Lakzegel. W tym pliku jest zapieczętowany list, który nie został jeszcze wysłany. Proszę otworzyć go na stronie z listami, które czekają. Proszę nie dawać go nikomu.
outbox-open = Otwórz plik
outbox-open_wrong = W tym pliku nie ma czekającego listu albo plik jest uszkodzony. Nic się nie zmieniło. Proszę wybrać inny plik.
outbox-offline = Nie ma internetu. Ta strona korzysta z danych otrzymanych wcześniej. Można tu czytać, ale jeszcze nie można się zalogować ani wysyłać.
outbox-between = Zamiast serwisu Lakzegel odpowiada coś innego, na przykład strona logowania do sieci wifi albo filtr. Ta strona korzysta z danych otrzymanych wcześniej. Można tu czytać, ale jeszcze nie można się zalogować ani wysyłać.
outbox-strip =
    { $n ->
        [one] 1 list nie został jeszcze wysłany
        [few] { $n } listy nie zostały jeszcze wysłane
        [many] { $n } listów nie zostało jeszcze wysłanych
       *[other] { $n } listu nie wysłano jeszcze
    }
outbox-strip_stored =
    { $n ->
        [one] 1 list został teraz wysłany: zobacz tutaj
        [few] { $n } listy zostały teraz wysłane: zobacz tutaj
        [many] { $n } listów zostało teraz wysłanych: zobacz tutaj
       *[other] { $n } listu wysłano teraz: zobacz tutaj
    }
outbox-safe = Tak. List jest zapieczętowany i czeka na tym urządzeniu, nawet po zamknięciu strony. Nikt nie może go tu przeczytać.

## Wiping the device

wipe-title = Usuń wszystko, co Lakzegel ma na tym urządzeniu
wipe-sure = Czy usunąć to na zawsze z tej przeglądarki? Wizyta się wtedy skończy. Najpierw proszę zamknąć inne karty serwisu Lakzegel.
wipe-drafts = listy, które tu zaczęto, także ten pisany teraz
wipe-receipts = potwierdzenia i numery referencyjne listów, które już wysłano
wipe-copy = kopia serwisu Lakzegel do użytku bez internetu, podpisane dane serwisu i to, co wybrano dla tego urządzenia
wipe-letters =
    { $n ->
        [one] Także 1 list, który nie został jeszcze wysłany
        [few] Także { $n } listy, które nie zostały jeszcze wysłane
        [many] Także { $n } listów, które nie zostały jeszcze wysłane
       *[other] Także { $n } listu, które nie zostały jeszcze wysłane
    }
wipe-letters_hint = Wtedy to, co nie zostało wysłane, nigdy nie zostanie wysłane. Jeśli to pole nie jest zaznaczone, czeka tu dalej, razem z kopią serwisu Lakzegel i potrzebnymi danymi.
wipe-done_title = Usunięto
wipe-done = W tej przeglądarce nie ma już nic z serwisu Lakzegel ani z listów. Można zamknąć tę stronę.
wipe-done_letters = To, co nie zostało wysłane, nadal tu jest, razem z tym, co do tego potrzebne. Reszta zniknęła. To, co może jeszcze czekać, zostanie wysłane, gdy serwis Lakzegel będzie znów otwarty i będzie internet. Czasem przeglądarka robi to sama.
wipe-failed_title = Nie wszystko zostało usunięte
wipe-failed = Ta przeglądarka nie usunęła wszystkiego. Proszę zamknąć wszystkie strony serwisu Lakzegel i usunąć dane tej witryny w ustawieniach przeglądarki.

## Writing: limits, findings, paste, spell checking

write-all_there = Wszystko nadal tu jest. To, co za długie, jest zaznaczone.
findings-below =
    { $n ->
        [one] Pod listem jest 1 punkt do sprawdzenia
        [few] Pod listem są { $n } punkty do sprawdzenia
        [many] Pod listem jest { $n } punktów do sprawdzenia
       *[other] Pod listem jest { $n } punktu do sprawdzenia
    }
findings-more = Są też inne miejsca. Są zaznaczone w liście.
findings-undo = Cofnij
findings-undone = List jest znowu taki jak przedtem.
paste-text = Wklejono tylko tekst. Tego nie można wkleić:
paste-nothing = Tego nie można umieścić w liście: nie ma w tym tekstu. Nic nie wklejono i nic nie zginęło.
paste-pictures = obrazki
paste-tables = układ tabeli: słowa są w liście
paste-links = adresy ukryte w linkach: słowa są w liście
paste-styles = formatowanie, na przykład pogrubienie i kolor
paste-too_long = Ten tekst jest o wiele za długi na list. Nic z niego nie zostało wstawione. Treść listu się nie zmieniła. List może mieć najwyżej { $n } znaków.
paste-field_too_long = Ten tekst jest o wiele za długi na to pole. Nic z niego nie zostało wstawione. Pole jest takie, jakie było.
spelling-on = Włącz sprawdzanie pisowni w przeglądarce
spelling-off = Wyłącz sprawdzanie pisowni w przeglądarce
spelling-why = Niektóre przeglądarki wysyłają w tym celu tekst do swojego producenta.

## Review: the printed page

review-paper = Tak list wygląda na papierze, z tymi samymi wierszami i stronami. DJI dopisze, kiedy go zapieczętowano, jego oznaczenie i czy nazwisko zgadza się z logowaniem.
unprinted-title = Drukarka nie zna wszystkich znaków
unprinted-text = DJI nie ma czcionki dla tych znaków. Na papierze będzie w tym miejscu pusta ramka. Proszę napisać to inaczej albo wysłać list pocztą.
unprinted-place = Kartka { $n }, wiersz { $line }
unprinted-more = Są też inne miejsca. W liście poniżej te znaki mają obramowanie.
