### What the first two pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Frame

service = Lakzegel
frame-skip = Przejdź do treści
frame-languages = Język
frame-strip = Listy do osób pozbawionych wolności
frame-demo = Demo
frame-demo_what = : to nie jest prawdziwa poczta
help-title = Pomoc
help-post = Pytania o pocztę, widzenia lub rozmowy telefoniczne? Odpowiedzi są na dji.nl.
help-life_title = Martwi się Pan/Pani o czyjeś życie?
help-life_text = W Holandii proszę zadzwonić pod numer 113 lub 0800-0113, w dzień i w nocy. W razie bezpośredniego zagrożenia: 112.
help-life = Martwi się Pan/Pani o czyjeś życie? W Holandii proszę zadzwonić pod numer 113 lub 0800-0113. W razie bezpośredniego zagrożenia: 112.
step_of = Krok { $n } z { $all }
back = Wstecz
next = Dalej
errors-title =
    { $n ->
        [one] Jest 1 problem
        [few] Są { $n } problemy
        [many] Jest { $n } problemów
       *[other] Jest { $n } problemu
    }
errors-mark = Błąd:
supervision-title = DJI może przeczytać list
supervision-text = DJI sprawdza każdy list przed przekazaniem go odbiorcy i może go przeczytać. DJI może zatrzymać list. Tak stanowi prawo.

## Start: the same Dutch words as in index.html

start-title = Tu można napisać list do osoby pozbawionej wolności
start-lead = Czy ktoś bliski jest w więzieniu lub innej placówce holenderskiej służby więziennej (Dienst Justitiële Inrichtingen, w skrócie DJI)? Tutaj można napisać do tej osoby list. DJI wydrukuje go na papierze.
start-begin = Zacznij pisać list
start-how_title = Jak to działa
start-how_identity = Potwierdza Pan/Pani swoją tożsamość.
start-how_write = Pisze Pan/Pani list.
start-how_seal = List zostaje zapieczętowany na tym urządzeniu. Potem może go otworzyć tylko DJI.
start-how_receipt = Dostaje Pan/Pani potwierdzenie przyjęcia listu. Dzięki niemu można później sprawdzić, co się dzieje z listem.
start-privileged_title = Czy jest Pan/Pani adwokatem, sędzią lub posłem?
start-privileged = DJI nie wolno czytać listów od adwokatów, sędziów, posłów, holenderskiego rzecznika praw obywatelskich, służby kuratorskiej i komisji nadzorczych. Czy pisze Pan/Pani w ramach takiej pracy? W takim razie proszę nie korzystać z tego serwisu. Proszę wysłać list zwykłą pocztą.
start-post_title = Zwykła poczta jest nadal możliwa
start-post = Zawsze można wysłać list pocztą. Na kopercie proszę napisać imię i nazwisko odbiorcy oraz numer ewidencyjny, jeśli jest znany. Adres placówki jest na dji.nl.
start-status_title = Czy list został już wysłany?
start-status = Sprawdź, co się dzieje z listem

## Sending is not possible

refused-title = Teraz nie można wysłać listu
refused-no_root_keys = Ta strona została zrobiona bez kluczy DJI. Nie wie, komu można ufać, dlatego niczego nie wysyła.
refused-unreachable = Serwis Lakzegel nie odpowiada. Być może nie ma internetu albo serwis jest przez chwilę niedostępny.
refused-between = Odpowiedziało coś między urządzeniem a serwisem Lakzegel, a nie sam serwis. Często jest to strona logowania do sieci wifi albo filtr.
refused-forged = Dane serwisu Lakzegel nie są podpisane przez DJI. Ktoś mógł je zmienić.
refused-one_signature = Dane serwisu Lakzegel mają tylko jeden z dwóch potrzebnych podpisów.
refused-other_deployment = Te dane pochodzą z innego serwisu niż ten.
refused-expired = Dane serwisu Lakzegel były ważne tylko do { $date }.
refused-not_yet = Dane serwisu Lakzegel są ważne dopiero od { $date }.
refused-older = Dane serwisu Lakzegel nie są najnowsze. Ktoś mógł przywrócić stare dane.
refused-stale = Serwis Lakzegel nie może wykazać, że jego dane są najnowsze.
refused-clock = Zegar w tym urządzeniu jest źle ustawiony. Urządzenie pokazuje: { $device }. Serwis Lakzegel pokazuje: { $server }.
refused-other_rules = To nie jest najnowsza wersja strony. Ponowne wczytanie nie pomogło.
refused-keys_over = W tej chwili nie ma klucza do pieczętowania listów.
refused-safe_title = Czy coś przepadło?
refused-safe = Nie. Nic jeszcze nie zostało napisane i nic nie zostało wysłane.
refused-do_title = Co można zrobić?
refused-again = Spróbuj ponownie
advice-clock = Proszę ustawić właściwą datę i godzinę w ustawieniach urządzenia. Potem proszę spróbować ponownie.
advice-unreachable = Proszę sprawdzić, czy działa internet. Proszę spróbować ponownie za kilka minut.
advice-between = Czy używane jest wifi? Proszę otworzyć inną stronę internetową i zalogować się do wifi. Można też użyć innej sieci. Potem proszę spróbować ponownie.
advice-warn = Proszę teraz nie korzystać z tej strony. Proszę spróbować ponownie później, najlepiej przez inną sieć. Nadal to samo? Proszę zgłosić to do DJI.
advice-later = Proszę spróbować ponownie później.

## Privileged correspondents

privileged-title = Czy DJI wolno czytać ten list?
privileged-lead = Są osoby, których listów DJI nie wolno czytać. Czy pisze Pan/Pani jako jedna z nich?
privileged-lawyer = adwokat odbiorcy
privileged-judge = sędzia, prokurator lub pracownik sądu
privileged-parliament = członek holenderskiego parlamentu (Eerste Kamer lub Tweede Kamer), poseł do Parlamentu Europejskiego lub minister
privileged-ombudsman = holenderski rzecznik praw obywatelskich (Nationale ombudsman) lub pracownik inspekcji
privileged-committee = członek komisji nadzorczej (commissie van toezicht) lub rady RSJ
privileged-probation = pracownik służby kuratorskiej (reclassering)
privileged-no = Nie, piszę jako osoba bliska
privileged-yes = Tak, piszę w ramach tej pracy
privileged-leave_title = Proszę wysłać list pocztą
privileged-leave = Takiego listu DJI nie wolno czytać, a tutaj każdy list może zostać przeczytany. Dlatego proszę wysłać list pocztą. Na kopercie proszę napisać, kim Pan/Pani jest. Nie zachowaliśmy żadnych Pana/Pani danych.
