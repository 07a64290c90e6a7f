### What all other pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Identity

identity-title = Laat zien wie u bent
identity-lead = DJI moet weten van wie een brief komt. Daarom logt u eerst in.
identity-why = U gaat even naar een andere pagina en komt daarna hier terug. Uw inloggegevens gaan verzegeld met uw brief mee.
identity-letter_kept = Uw brief blijft bewaard. Terwijl u inlogt staat hij versleuteld op dit apparaat. Daarna komt hij terug.
identity-with = Inloggen met { $name }
identity-privacy = De brievenservice ziet bij het inloggen heel even wie u bent. Hij bewaart dat niet.
identity-letters =
    { $n ->
        [one] 1 brief
       *[other] { $n } brieven
    }
identity-days =
    { $n ->
        [one] 1 dag
       *[other] { $n } dagen
    }
identity-volume_limit = U kunt hier { $letters } versturen in { $days }. Gewone post blijft altijd mogelijk. Dit staat in:
identity-volume = U hebt hier vandaag het grootste aantal brieven verstuurd. Er is niets kwijt. Probeer het morgen weer, of stuur uw brief met de post.
identity-busy = Een ogenblik, wij zijn bezig met uw login.
identity-done_title = U bent ingelogd
identity-go_on = Verder zonder opnieuw inloggen
identity-cancelled_title = U hebt het inloggen gestopt
identity-cancelled = Er is niets gebeurd. U kunt opnieuw inloggen, of uw brief met de post sturen.
identity-failed_title = Inloggen is niet gelukt
identity-unsupported = Uw browser kan geen sleutel maken die veilig genoeg is. Werk uw browser bij of gebruik een andere. U kunt uw brief ook met de post sturen.
identity-not_kept = Uw browser heeft de sleutel voor deze login niet. Dat gebeurt als u deze pagina opnieuw opent, en vaak ook in een privévenster. Er is niets kwijt. Log opnieuw in, het liefst in een gewoon venster.
identity-refused_storage = Uw browser mag voor deze site niets bewaren: cookies of opslag worden geweigerd. Inloggen heeft die even nodig. Er is niets kwijt. Sta ze toe in de instellingen van de browser, of gebruik een andere browser.
identity-unreachable = De brievenservice gaf geen antwoord. Er is niets kwijt. Kijk of u internet hebt en log opnieuw in.
between-safe = Er is niets kwijt. Als u een brief hebt geschreven, is die veilig.
identity-refused = De inlogpagina of de brievenservice heeft het inloggen geweigerd. Er is niets kwijt. Log opnieuw in.
identity-provider_down = De inlogdienst geeft nu geen antwoord. Er is niets kwijt. Kies een andere manier om in te loggen, of probeer het later.
identity-down = Geeft nu geen antwoord
identity-level = Deze manier van inloggen geeft te weinig zekerheid over wie u bent. Er is niets kwijt. Log opnieuw in en kies een manier met meer zekerheid, bijvoorbeeld met de app en uw identiteitsbewijs.
identity-too_large = Het bewijs van deze login is te groot om met uw brief mee te sturen. Kies een andere manier om in te loggen, of stuur uw brief met de post.
identity-expired = Het inloggen duurde te lang. Er is niets kwijt. Log opnieuw in.
identity-not_ours_title = Stop: deze login is niet van u
identity-not_ours = De login die terugkwam hoort niet bij deze pagina. Misschien probeert iemand uw login te gebruiken. Er is niets verstuurd. Sluit deze pagina, schrijf nu geen brief, en meld dit aan DJI.
identity-lost_title = Let op: uw logins komen niet aan
identity-lost = U hebt twee keer ingelogd, en de brievenservice gaf deze pagina daarvan geen bewijs. Dat kan een storing zijn. Het kan ook dat iemand uw logins voor zichzelf gebruikt. Uw brief is veilig: hij is niet verstuurd.
identity-lost_report = Meld dit aan DJI, met deze tijd: { $time }. Kijk ook bij uw inlogdienst in de lijst van uw logins.
identity-lost_later = Log nu niet opnieuw in. Doe dat later, of stuur uw brief met de post.
visitor-title = Hebt u een bezoekerscode?
visitor-lead = Kunt u niet inloggen? De bezoekersbalie maakt een code op papier. Die bestaat uit twee delen. Neem ze over van het papier.
visitor-admission = Deel 1: toegang
visitor-proof = Deel 2: bewijs
visitor-hint = Drie groepjes van vier tekens. Streepjes en hoofdletters zijn niet nodig.
visitor-next = Verder met deze code
visitor-done = Met een bezoekerscode
visitor-wrong_length = Een deel van de code heeft twaalf tekens: drie groepjes van vier. Kijk het na.
visitor-wrong_character = Het teken { $character } komt in een code niet voor. Kijk het na op het papier.
visitor-wrong_check = In dit deel van de code zit een typefout. Kijk het na op het papier.
visitor-wrong_half = Dit is het andere deel van een code. Wissel de twee delen om.
visitor-unknown = Deze code geeft vandaag geen toegang. Er is niets kwijt. Kijk of de datum op het papier vandaag is, en vergelijk de tekens. De bezoekersbalie kan een nieuwe code maken.
visitor-used = Deze code is al gebruikt. Een code geldt voor één bezoek aan deze pagina. Vraag de bezoekersbalie om een nieuwe code.
visitor-too_many = Er worden nu te veel codes geprobeerd. Er is niets kwijt. Wacht een minuut en probeer het opnieuw.

## Recipient

recipient-title = Aan wie schrijft u?
recipient-lead = Wij kunnen niet zien of iemand vastzit, en waar. DJI zoekt de ontvanger bij uw brief.
recipient-number = Registratienummer van de ontvanger
recipient-number_hint = Dit nummer staat op brieven van de ontvanger en van de inrichting.
recipient-number_wrong = Vul het registratienummer van de ontvanger in. Gebruik alleen de cijfers en letters van het nummer.
recipient-name = Naam van de ontvanger
recipient-name_hint = Voornaam en achternaam, in uw eigen schrift.
recipient-name_wrong = Vul de naam van de ontvanger in, op één regel.
recipient-sender = Uw naam onder de brief
recipient-sender_hint = Zo staat uw naam op het papier. DJI ziet ook met welke naam u bent ingelogd.
recipient-sender_wrong = Vul de naam in die onder uw brief moet staan, op één regel.

## Writing

write-title = Schrijf uw brief
write-label = Uw brief
write-pages =
    { $n ->
        [one] 1 bladzijde
       *[other] { $n } bladzijden
    }
write-hint = Uw brief mag { $n } tekens lang zijn, op hooguit { $pages }.
write-left =
    { $n ->
        [one] Nog 1 teken over
       *[other] Nog { $n } tekens over
    }
write-too_many =
    { $n ->
        [one] Uw brief is 1 teken te lang
       *[other] Uw brief is { $n } tekens te lang
    }
write-full = Uw brief is voor { $n } % vol
write-too_full = Uw brief is te lang: { $n } % van wat past
write-empty = Schrijf eerst uw brief.
write-blocked = Er staan tekens in uw brief die niet verstuurd kunnen worden. Onder de brief staat welke, en wat u kunt doen.
write-next = Bekijk uw brief
write-until = Uw login geldt tot { $time }. Verstuur uw brief voor die tijd.
findings-title = Kijk dit nog na
findings-show = Laat zien in de brief
findings-repair = Herstel dit
findings-repaired = Hersteld.
rule-empty_title = Uw brief is leeg
rule-empty = Schrijf eerst uw brief.
rule-too_long_title = Uw brief is te lang
rule-too_long = Kort uw brief in, of schrijf een tweede brief.
rule-control_title = Onzichtbare stuurtekens
rule-control = Deze tekens kunnen niet gedrukt worden. Vaak komen ze mee met tekst die u plakt. Met ‘Herstel dit’ gaan ze allemaal weg. Uw woorden blijven staan.
rule-bidi_title = Tekens die de schrijfrichting omkeren
rule-bidi = Deze onzichtbare tekens draaien de volgorde van letters om. Zo kan er iets anders staan dan u ziet. Met ‘Herstel dit’ gaan ze allemaal weg. Arabisch en Hebreeuws blijven goed staan.
rule-zero_width_title = Onzichtbare tekens
rule-zero_width = Deze tekens ziet niemand. Vaak komen ze mee met tekst die u plakt. Met ‘Herstel dit’ gaan ze allemaal weg. Uw woorden blijven staan.
rule-tag_title = Verborgen tekens
rule-tag = In deze tekens kan onzichtbare tekst zitten. Met ‘Herstel dit’ gaan ze allemaal weg. Wat u ziet blijft staan.
rule-private_use_title = Tekens die niemand anders kan lezen
rule-private_use = Dit teken staat alleen in uw eigen apparaat of programma. Op papier wordt het een leeg vakje. Komt het uit Word? Met ‘Herstel dit’ wordt een punt, pijl of gezichtje gewoon leesbaar. Iets anders gaat weg.
rule-combining_pile_title = Te veel tekens boven op elkaar
rule-combining_pile = Op één letter staan meer dan zes losse accenten. Gedrukt lopen ze door andere regels heen. Met ‘Herstel dit’ blijven er zes over.
rule-web_address_title = Een webadres
rule-web_address = Uw brief wordt op papier gegeven: op een adres klikken kan niet. Het mag blijven staan.
rule-mail_address_title = Een e-mailadres
rule-mail_address = Wie vastzit kan meestal niet e-mailen. De medewerkers die uw brief lezen zien dit adres. Het mag blijven staan.
rule-phone_number_title = Een telefoonnummer
rule-phone_number = De medewerkers die uw brief lezen zien dit nummer. Klopt het nummer? Dan mag het blijven staan.
rule-iban_title = Een rekeningnummer
rule-iban = De medewerkers die uw brief lezen zien dit nummer. Is het nodig? Dan mag het blijven staan. Schrijf nooit een pincode op.
rule-bsn_title = Misschien een burgerservicenummer
rule-bsn = Met een burgerservicenummer (BSN) kan iemand zich voor een ander uitgeven. Haal het liever weg. Is het een ander nummer? Dan mag het blijven staan.
rule-mixed_scripts_title = Letters uit twee alfabetten in één woord
rule-mixed_scripts = Dit woord lijkt gewoon, maar er zitten letters in uit een ander alfabet. Typ het woord opnieuw als dat niet de bedoeling is. Het mag blijven staan.

## Review, sealing and sending

review-title = Lees uw brief nog eens
review-lead = Zo komt uw brief op papier. Klopt alles? Verstuur hem dan.
review-recipient = Ontvanger
review-change_recipient = Wijzig de ontvanger
review-number = Nummer
review-change_number = Wijzig het nummer
review-sender = Uw naam
review-change_sender = Wijzig uw naam
review-letter = Uw brief
review-change_letter = Wijzig de brief
review-sheet = Blad { $n } van { $all }
review-after = Na het versturen kunt u uw brief niet meer lezen of veranderen, ook niet op dit apparaat. Alleen DJI kan hem openen.
send = Verzegel en verstuur
send-busy = Bezig met versturen…
send-sealing = Uw brief wordt verzegeld…
send-uploading = Uw brief is verzegeld en wordt verstuurd…

## How letters are supervised, as the manifest says

supervision-read_title = DJI leest uw brief
supervision-read = Medewerkers van DJI lezen uw brief voordat de ontvanger hem krijgt. Zij mogen een brief tegenhouden. Zo staat het in de wet.
supervision-sample_title = DJI leest een deel van de brieven
supervision-sample = Een computer van DJI controleert elke brief. Medewerkers van DJI lezen een deel van de brieven, en misschien ook die van u. Zij mogen een brief tegenhouden. Zo staat het in de wet.
supervision-rules_title = DJI controleert uw brief
supervision-rules = Een computer van DJI controleert uw brief voordat de ontvanger hem krijgt. Medewerkers van DJI mogen hem ook lezen. DJI mag een brief tegenhouden. Zo staat het in de wet.

## A letter without a receipt

unsent-title = Versturen is nog niet gelukt
unsent-not_sealed = Uw browser kon de brief niet verzegelen.
unsent-visit_over = Uw login is verlopen.
unsent-no_grant = Met deze login kunt u geen brief meer versturen.
unsent-manifest = De gegevens van de brievenservice zijn verlopen, en nieuwe waren niet te krijgen.
unsent-other_notice = DJI controleert brieven nu op een andere manier dan u hier hebt gelezen. Daarom is uw brief nog niet verstuurd.
unsent-unreachable = Er kwam geen antwoord. Misschien viel uw internet weg. Wij weten niet of de brief is aangekomen.
unsent-trouble = De brievenservice heeft een storing of is erg druk.
unsent-too_many = Er zijn nu te veel brieven tegelijk.
unsent-too_many_minutes =
    { $n ->
        [one] Er zijn nu te veel brieven tegelijk. Wacht 1 minuut.
       *[other] Er zijn nu te veel brieven tegelijk. Wacht { $n } minuten.
    }
unsent-spent_grant = Het recht om deze brief te versturen is al voor een andere brief gebruikt.
unsent-outdated = De sleutel waarmee uw brief is verzegeld wordt niet meer gebruikt.
unsent-refused = De brievenservice heeft de verzegelde brief geweigerd. Dat is een fout in deze pagina, niet in uw brief.
unsent-false_receipt = Let op: het ontvangstbewijs klopt niet. Het bewijst niet dat uw brief is bewaard. Iemand kan ermee geknoeid hebben.
unsent-send_again = Verstuur opnieuw
unsent-seal_again = Verzegel en verstuur opnieuw
unsent-back = Terug naar uw brief
unsent-log_in = Opnieuw inloggen
unsent-stop = Sluit af en laat de brief hier wachten
unsent-reference = U schreef met een bezoekerscode. Uw brief kan op dit apparaat wachten, ook als u de pagina sluit. Bewaar eerst deze referentie: alleen hiermee ziet u later hoe het met uw brief gaat. De referentie staat nergens op dit apparaat. Laat de referentie aan niemand zien.
unsent-noted = Ik heb de referentie: laat de brief hier wachten
unsent-waits = Uw brief wacht nu op dit apparaat.
safe-title = Is mijn brief veilig?
safe-sealed = Ja. Uw brief is verzegeld en staat in deze pagina. Sluit de pagina niet.
safe-written = Ja. Uw brief staat nog in deze pagina, precies zoals u hem schreef. Sluit de pagina niet.
safe-kept = Ja. Uw brief staat nog in deze pagina, precies zoals u hem schreef. Deze browser bewaart hem ook, zeven dagen: alleen met uw login gaat hij open.
advice-send_again = Wacht even en verstuur opnieuw. Uw brief komt nooit dubbel aan.
advice-seal_again = Verzegel en verstuur de brief opnieuw. U hoeft niets over te typen.
advice-other_notice = Ga terug naar uw brief. Lees daar wat DJI nu met brieven doet, en verstuur hem opnieuw.
advice-new_login = Log opnieuw in. Uw brief blijft bewaard: u hoeft niets opnieuw te typen.
advice-refused = Ga terug naar uw brief en kopieer de tekst. Laad de pagina daarna opnieuw, of stuur uw brief met de post.
advice-false_receipt = Verstuur opnieuw. Klopt het bewijs dan weer niet? Meld het aan DJI en stuur uw brief met de post.

## Receipt

receipt-title = Uw brief is opgeslagen
receipt-lead = Wij hebben het ontvangstbewijs op dit apparaat gecontroleerd. Het klopt.
receipt-stored_title = Opgeslagen
receipt-stored = Uw verzegelde brief staat in het register. DJI heeft hem nog niet opgehaald. Dit bericht verandert vanzelf.
receipt-seen_title = Gezien door DJI
receipt-seen = DJI heeft getekend dat het uw verzegelde brief heeft. Daarna opent en controleert DJI de brief.
receipt-witnessed = Ook onafhankelijke getuigen hebben getekend dat uw brief in het register staat.
receipt-reference = Uw referentie
receipt-keep = Bewaar deze referentie. Alleen hiermee ziet u later hoe het met uw brief gaat. Wij kunnen haar niet opnieuw geven. Laat haar aan niemand zien.
receipt-sealed = Verzegeld op
receipt-when = Verstuurd op
receipt-place = Plaats in het register
receipt-id = Kenmerk van de verzegelde brief
receipt-save = Bewaar de referentie
receipt-file = Lakzegel. De referentie van uw brief is { $reference }. Laat haar aan niemand zien.
receipt-print = Druk af
receipt-proof = Bewaar het bewijs
receipt-next_title = Hoe gaat het verder?
receipt-next = DJI controleert uw brief en beslist. Een paar keer per dag komt er nieuws. Of en wanneer de brief wordt uitgereikt, zegt deze service nooit.
receipt-another = Schrijf nog een brief
receipt-sure = U hebt uw referentie nog niet opgeslagen, gekopieerd of geprint. Zonder referentie ziet u niet meer hoe het met deze brief gaat. Wilt u toch verder?
receipt-sure_yes = Ja, zonder referentie
receipt-end_why = Klaar? Sluit dan af. Alles wordt van deze pagina gewist. Bewaar eerst uw referentie.
receipt-end = Sluit af en wis alles

## Status

status-title = Hoe gaat het met uw brief?
status-lead = Typ de referentie die u bij het versturen kreeg. Dit apparaat ontcijfert het antwoord.
status-reference = Referentie
status-reference_hint = Zeven groepjes van vier tekens. Streepjes en hoofdletters zijn niet nodig.
status-reference_wrong = In de referentie zit een typefout. Kijk haar na: het zijn zeven groepjes van vier tekens.
status-ask = Kijk hoe het gaat
status-busy_title = Een ogenblik
status-busy = Wij vragen hoe het met uw brief gaat.
status-nothing_title = Nog geen nieuws
status-nothing = Er is nog niets bekend over deze brief. Kijk over een paar uur opnieuw. Is er na een dag nog niets? Dan kon DJI de brief misschien niet openen. Vraag het aan DJI, met uw ontvangstbewijs. Na een paar maanden staat hier niets meer.
status-old_title = Dit is een oud bericht
status-old = Op { $time } stond hier: { $state }. Nieuws komt een paar keer per dag, en nu al langer niet. Het kan intussen anders zijn. Kijk later opnieuw. Blijft het zo? Vraag het aan DJI.
status-unreachable_title = Geen antwoord
status-unreachable = De brievenservice gaf geen antwoord. Aan uw brief verandert dat niets. Probeer het later opnieuw.
status-between_title = Iets anders gaf antwoord
status-false_title = Dit antwoord klopt niet
status-false = Het antwoord is niet door DJI ondertekend, of hoort niet bij uw brief. Geloof het niet. Probeer het later opnieuw. Blijft het zo? Meld het aan DJI.
status-received_title = Ontvangen
status-received = DJI heeft uw verzegelde brief. DJI heeft hem nog niet gecontroleerd.
status-screening_title = Wordt gecontroleerd
status-screening = Een medewerker van DJI kijkt naar uw brief.
status-screened_title = Gecontroleerd en goedgekeurd
status-screened = DJI heeft uw brief gecontroleerd en houdt hem niet tegen. Dat betekent niet dat hij al is uitgereikt.
status-withheld_title = Tegengehouden
status-withheld_do = U kunt een andere brief schrijven, of een brief met de post sturen.
status-at = Bekendgemaakt op { $time }
ground-order = DJI houdt uw brief tegen voor de orde en de veiligheid in de inrichting.
ground-public = DJI houdt uw brief tegen voor de openbare orde of de nationale veiligheid.
ground-offences = DJI houdt uw brief tegen om strafbare feiten te voorkomen of op te sporen.
ground-victims = DJI houdt uw brief tegen om slachtoffers of anderen te beschermen.
ground-unreadable = DJI kon uw brief niet openen. Dat ligt niet aan wat u schreef. Verstuur hem opnieuw.
ground-identity = DJI kon niet vaststellen wie de brief schreef. Log opnieuw in en verstuur hem opnieuw.
ground-rules = Uw brief is te lang, of bevat tekens die niet mogen. Verander hem en verstuur hem opnieuw.
ground-duplicate = Deze brief is al eerder binnengekomen, met een andere inhoud. Verstuur hem opnieuw als een nieuwe brief.

## Keeping a receipt, asking how a letter fares, checking a receipt later

receipt-address = Later kijken op
receipt-copy = Kopieer
receipt-copied = De referentie is gekopieerd. Plak haar op een plek die alleen u ziet.
receipt-not_copied = Kopiëren lukte niet. Bewaar de referentie of schrijf haar over.
receipt-found_again = Bent u haar kwijt? Tot { $time } staat ze nog op dit apparaat, versleuteld. Na het inloggen vindt u haar bij de brieven die wachten.
receipt-share = Stuur naar uzelf
receipt-proof_title = Bewijs voor later
receipt-proof_why = Met dit bestand kan iedereen later nagaan dat uw verzegelde brief is opgeslagen. Er staat niets in over u, over de ontvanger of over wat u schreef.
receipt-check = Controleer een ontvangstbewijs
status-decision = DJI beslist
status-later = Een paar keer per dag komt er nieuws. Kijk later opnieuw.
status-law = Dit is een reden uit de wet: artikel 36 van de Penitentiaire beginselenwet.
status-complain = Bent u het er niet mee eens? Stuur een klacht naar DJI, binnen een jaar. Dat kost niets. DJI antwoordt meestal binnen zes weken. Hoe dat gaat staat op dji.nl.
status-ombudsman = Bent u het niet eens met het antwoord? Vraag dan de Nationale ombudsman om hulp. Ook dat kost niets. Kijk op nationaleombudsman.nl.
status-name = Schrijf in een klacht het kenmerk dat hieronder staat. Geef uw referentie aan niemand, ook niet in een klacht.
check-title = Controleer een ontvangstbewijs
check-lead = Hebt u het bestand met het bewijs? Hier ziet u of het klopt. Iedereen kan dat doen, ook jaren later.
check-file = Kies het bestand met het bewijs
check-hint = De naam eindigt op .tlog-proof. U kunt het bestand ook naar deze pagina slepen.
check-private = Het bestand blijft op dit apparaat. Er wordt niets verstuurd.
check-name = Bestand:
check-proof_title = Dit ontvangstbewijs klopt
check-proof = De verzegelde brief met dit kenmerk staat in het register dat de brievenservice heeft ondertekend. Niemand kan hem daar ongemerkt uit halen.
check-seen = DJI tekende op { $time } dat het de verzegelde brief heeft. Hij is dus voor die tijd opgeslagen.
check-unseen = In dit bestand heeft DJI nog niet getekend dat het de verzegelde brief heeft.
check-witnessed = Onafhankelijke getuigen tekenden op { $time } dat deze brief in het register staat.
check-not_title = Wat bewijst het niet?
check-not = Het bewijst niet wie de brief schreef, voor wie hij is of wat erin staat. Ook niet dat hij is gelezen of uitgereikt.
check-demo_here = Dit is de demo: het is geen echte brief.
check-broken_title = Dit ontvangstbewijs klopt niet
check-broken = Er is iets aan veranderd, of er ontbreekt een stuk. Daarom bewijst het niets. Probeer het bestand dat u het eerst hebt bewaard.
check-lost_title = De brievenservice is deze brief kwijt
check-lost = Uw brief is aangekomen: hij staat in het register, en uw ontvangstbewijs bewijst dat. Maar de service heeft met twee handtekeningen verklaard dat de verzegelde brief zelf weg is. DJI kan hem dus niet lezen of uitreiken. Schrijf de brief opnieuw. Bewaar het ontvangstbewijs: het is uw bewijs bij een klacht. Wordt de brief teruggevonden? Dan ziet u dat als u met uw referentie kijkt hoe het met de brief gaat.
check-contradicted_title = De brievenservice spreekt zichzelf tegen
check-contradicted = De service heeft verklaard dat deze brief weg is. Maar DJI tekende eerder dat het de brief heeft, of in het register staat op deze plaats een andere. De verklaring klopt dus niet. Bewaar dit bestand: het is het bewijs. Stuur een klacht naar DJI.
check-retired_title = Dit ontvangstbewijs is hier nog niet te bevestigen
check-retired = De sleutel die het ondertekende wordt niet meer gebruikt, en er staat geen andere handtekening op. Met internet kan deze pagina in het register nakijken of het klopt.
check-look_up = Kijk het na in het register
check-not_found = In het register is niet te zien dat dit ontvangstbewijs klopt, of er was geen internet. Probeer het later opnieuw.
check-save_why = Bewaar het bestand opnieuw. Dan staat erin wat in het register is nagekeken, en klopt het ook zonder internet.
check-demo_title = Een ontvangstbewijs van de demo
check-demo = Het komt uit een demo van deze brievenservice. Daar is geen enkele brief echt.
check-foreign_title = Een ontvangstbewijs van een andere brievenservice
check-foreign = Hier is niet te zien of het klopt. Controleer het bij de brievenservice waar het vandaan komt.
check-unnamed_title = Er staat niet in voor welke brief
check-unnamed = Het bestand is een ontvangstbewijs, maar noemt geen brief. Kies het bestand dat u op de pagina met uw referentie hebt bewaard.
check-other_title = Dit is geen ontvangstbewijs
check-other = Het bestand is iets anders. Zoek een bestand waarvan de naam eindigt op .tlog-proof.
check-unreadable_title = Het bestand is niet te lezen
check-unreadable = Uw browser kon het bestand niet lezen. Kies het nog een keer.

## Kiosk

kiosk-nothing_kept = Op dit apparaat wordt niets bewaard.
kiosk-offline = Er is nu geen verbinding. Wat u typt, blijft staan. Deze pagina probeert het vanzelf opnieuw.
kiosk-online = Er is weer verbinding.
kiosk-end = Bezoek beëindigen
kiosk-size = Letters
kiosk-size_normal = Gewone letters
kiosk-size_large = Groot
kiosk-size_largest = Extra groot
kiosk-contrast = Kleuren
kiosk-contrast_normal = Gewone kleuren
kiosk-contrast_high = Sterk contrast
kiosk-time_title = Tijd
kiosk-time_normal = Gewone tijd
kiosk-time_more = Meer tijd
kiosk-minutes =
    { $n ->
        [one] 1 minuut
       *[other] { $n } minuten
    }
kiosk-seconds =
    { $n ->
        [one] 1 seconde
       *[other] { $n } seconden
    }
kiosk-time = Doet u { $idle } niets? Dan vragen we of u er nog bent. Komt er in { $warning } geen antwoord? Dan wissen we alles. U kunt zo vaak doorgaan als u wilt.
kiosk-again_title = U hoeft niets te doen
kiosk-again = Deze pagina probeert het vanzelf opnieuw. Lukt het niet? Vraag hulp bij de bezoekersbalie, of stuur een brief met de post.
kiosk-codes = Bij de bezoekersbalie krijgt u een code op papier. De code heeft twee delen. Neem ze over van het papier.
kiosk-no_codes = Op deze plek kunt u nu geen brief schrijven, want er worden geen bezoekerscodes aangenomen. Vraag hulp bij de bezoekersbalie.
kiosk-letter_stays = Uw brief blijft op deze pagina staan. U hoeft niets opnieuw te typen.
kiosk-idle_title = Bent u er nog?
kiosk-idle = Als u niets doet, wissen we straks alles wat u typte. Wilt u verder? Druk dan op ‘Doorgaan’.
kiosk-idle_unsent = Uw brief is nog niet verstuurd. Hij wordt dan ook gewist.
kiosk-left = Nog { $time }.
kiosk-go_on = Doorgaan
kiosk-ask_title = Uw brief is nog niet verstuurd
kiosk-ask = Als u nu stopt, wordt uw brief gewist. Niemand kan hem terughalen.
kiosk-ask_back = Terug naar mijn brief
kiosk-ask_end = Wissen en stoppen
kiosk-ended_title = Uw bezoek is beëindigd
kiosk-over = Alles is gewist. Deze pagina begint vanzelf opnieuw zodra er verbinding is.
kiosk-ended_done = Alles wat u typte, is van dit apparaat gewist.
kiosk-ended_idle = U deed een tijd niets. Daarom is alles wat u typte van dit apparaat gewist.
kiosk-ended_broken = Er ging iets mis op dit apparaat. Daarom is alles wat u typte gewist.
kiosk-ended_stored = Uw brief is verstuurd. Neem uw afdruk mee: met de referentie daarop ziet u later hoe het met uw brief gaat.
kiosk-ended_unknown = We weten niet of uw brief is aangekomen. Zag u een ontvangstbewijs? Dan is hij opgeslagen.
kiosk-ended_unsent = Wat u nog niet had verstuurd, is niet verstuurd en niet bewaard.
kiosk-ended_code = Wilt u nog een brief schrijven? Vraag de bezoekersbalie om een nieuwe code.
kiosk-ended_new = Nieuw bezoek beginnen
kiosk-print_first = Klaar? Druk uw ontvangstbewijs af, of schrijf uw referentie over. Beëindig daarna uw bezoek. Dan wordt alles gewist.

## A letter that waits on the device

draft-title = Uw brief op dit apparaat
draft-will = Terwijl u schrijft, bewaart deze browser uw brief. Zo bent u hem na een storing niet kwijt. Hij staat hier versleuteld: alleen met uw login gaat hij open. Na het versturen wordt hij weggegooid, en anders na zeven dagen.
draft-kept = Deze browser bewaart uw brief, versleuteld: alleen met uw login gaat hij open. Gaat er iets mis? Log dan hier opnieuw in. Na het versturen wordt de brief weggegooid, en anders op { $time }.
draft-only_here = Uw brief staat alleen op deze pagina: sluit haar niet.
draft-failed = Deze browser kan uw brief niet bewaren. Misschien is dit een privévenster, is het apparaat vol, of worden cookies en opslag geweigerd. Uw brief staat alleen op deze pagina: sluit haar niet.
draft-none = Er is niets meer van uw brief bewaard op dit apparaat.
draft-shared = Anderen gebruiken dit apparaat ook
draft-shared_hint = Dan bewaart deze browser niets. Wat er al stond, wordt meteen weggegooid.
draft-stop = Stoppen en later verder schrijven
draft-stop_throw = Stoppen en de brief weggooien
draft-sure = Wilt u deze brief voorgoed weggooien?
draft-sure_yes = Ja, gooi hem weg
draft-sure_no = Nee
draft-offer_title = U was bezig met een brief
draft-offer = U schreef er het laatst aan op { $time }.
draft-go_on = Verder met deze brief
draft-throw = Gooi deze brief weg
draft-thrown = De brief is weggegooid. Er staat niets meer van op dit apparaat.
draft-gone = Deze brief staat niet meer op dit apparaat.
draft-back = Uw brief is terug.

## Letters that wait

outbox-title = Brieven die wachten
outbox-lead = Hier ziet u welke brieven nog niet zijn verstuurd. Ze zijn verzegeld: niemand kan ze hier lezen.
outbox-none = Op dit apparaat wacht geen brief.
outbox-letter = Brief van { $time }
outbox-waits = Deze brief is nog niet verstuurd.
outbox-until = Hij moet weg zijn voor { $time }. Daarna neemt DJI hem niet meer aan.
outbox-soon = Let op: er is nog maar weinig tijd. Zoek snel een plek met internet.
outbox-forgets = Deze browser gooit na zeven dagen weg wat een pagina bewaart. Kom terug voor { $time }, of bewaar de brief als bestand.
outbox-too_late = De tijd voor deze brief is om. Hij is niet verstuurd en kan niet meer weg. Schrijf hem opnieuw, of stuur een brief met de post.
outbox-spent = Deze brief is niet verstuurd. Het recht om hem te versturen is al gebruikt, of verlopen. Log in en schrijf de brief opnieuw.
outbox-outdated = Deze brief is niet verstuurd. DJI gebruikt de sleutel van deze brief niet meer. Schrijf de brief opnieuw.
outbox-refused = Deze brief is niet verstuurd. De brievenservice neemt hem niet aan. Dat ligt niet aan u. Schrijf de brief opnieuw, of stuur hem met de post.
outbox-text = Uw tekst staat nog op dit apparaat, versleuteld. Log in zoals toen: dan kunt u ermee verder.
outbox-stored = Deze brief is verstuurd. Wij hebben het ontvangstbewijs gecontroleerd. Bekijk het, en bewaar uw referentie.
outbox-stored_log_in = Deze brief is verstuurd. Wij hebben het ontvangstbewijs gecontroleerd. Hebt u hem geschreven? Log dan in zoals toen. Dan ziet u het ontvangstbewijs en uw referentie.
outbox-stored_code = Deze brief is verstuurd. Wij hebben het ontvangstbewijs gecontroleerd. Hij is met een bezoekerscode geschreven. Wie de referentie heeft, ziet daarmee hoe het met de brief gaat.
outbox-show = Bekijk het ontvangstbewijs
outbox-first = U schrijft nu een andere brief. Verstuur die eerst. Daarna kunt u hier het ontvangstbewijs bekijken.
outbox-discard = Gooi weg
outbox-sure = Wilt u dit voorgoed weggooien? Daarna kan niemand het terughalen.
outbox-sure_yes = Ja, gooi het weg
outbox-sure_no = Nee, bewaar het
outbox-discarded = Het is weggegooid.
outbox-next_title = Hoe gaat het verder?
outbox-by_itself = Is er weer internet? Dan verstuurt uw browser de brief vanzelf, ook als deze pagina dicht is. Kijk hier later of hij weg is.
outbox-next = Is er weer internet? Dan gaat de brief vanzelf weg als deze pagina open is. Sluit u de pagina? Open haar dan later opnieuw.
outbox-open_only = Is er weer internet? Dan gaat de brief vanzelf weg. Laat deze pagina open: op dit apparaat bewaren wij niets.
outbox-send = Verstuur nu
outbox-save = Bewaar als bestand
outbox-log_in = Hebt u deze brief geschreven? Log dan in zoals toen. Dan kunt u hem ook als bestand bewaren.
outbox-log_in_now = Inloggen
outbox-code = Hij is met een bezoekerscode geschreven. Wie de referentie heeft, ziet daarmee later hoe het met de brief gaat.
outbox-file_title = Versturen vanaf een ander apparaat
outbox-file = Bewaar een brief die wacht als bestand. Open dat bestand hier op een ander apparaat. Dan gaat de brief daar weg.
outbox-file_has = In het bestand staan de verzegelde brief, het recht om hem één keer te versturen, en uw referentie. Lezen kan niemand hem daarmee. Geef het bestand toch aan niemand: wie het heeft, ziet hoe het met uw brief gaat.
outbox-file_text = Lakzegel. In dit bestand zit een verzegelde brief die nog niet is verstuurd. Open het op de pagina met brieven die wachten. Geef het aan niemand.
outbox-open = Open een bestand
outbox-open_wrong = In dit bestand zit geen brief die wacht, of het is beschadigd. Er is niets veranderd. Kies een ander bestand.
outbox-offline = Er is geen internet. Deze pagina gebruikt wat zij eerder kreeg. U kunt hier lezen, maar nog niet inloggen of versturen.
outbox-between = Iets anders dan de brievenservice geeft antwoord, zoals de aanmeldpagina van een wifi of een filter. Deze pagina gebruikt wat zij eerder kreeg. U kunt hier lezen, maar nog niet inloggen of versturen.
outbox-strip =
    { $n ->
        [one] 1 brief is nog niet verstuurd
       *[other] { $n } brieven zijn nog niet verstuurd
    }
outbox-strip_stored =
    { $n ->
        [one] 1 brief is nu verstuurd: kijk hier
       *[other] { $n } brieven zijn nu verstuurd: kijk hier
    }
outbox-safe = Ja. Uw brief is verzegeld en wacht op dit apparaat, ook als u de pagina sluit. Niemand kan hem hier lezen.

## Wiping the device

wipe-title = Wis alles van Lakzegel op dit apparaat
wipe-sure = Wilt u dit voorgoed uit deze browser wissen? Uw bezoek is dan voorbij. Sluit eerst andere tabbladen van Lakzegel.
wipe-drafts = brieven die hier zijn begonnen, ook die van nu
wipe-receipts = ontvangstbewijzen en referenties van brieven die al zijn verstuurd
wipe-copy = wat Lakzegel hier bewaart om zonder internet te werken, en wat u over dit apparaat hebt gekozen
wipe-letters =
    { $n ->
        [one] Ook 1 brief die nog niet is verstuurd
       *[other] Ook { $n } brieven die nog niet zijn verstuurd
    }
wipe-letters_hint = Dan wordt wat nog niet is verstuurd, nooit verstuurd. Vinkt u dit niet aan? Dan blijft dat hier wachten, met de kopie van Lakzegel en de gegevens die daarvoor nodig zijn.
wipe-done_title = Gewist
wipe-done = In deze browser staat niets meer van Lakzegel of van uw brieven. U kunt deze pagina sluiten.
wipe-done_letters = Hier staat nog wat niet is verstuurd, en wat daarvoor nodig is. De rest is weg. Wat nog kan wachten, gaat weg als u Lakzegel weer opent en er internet is. Soms doet uw browser het vanzelf.
wipe-failed_title = Niet alles is gewist
wipe-failed = Deze browser heeft niet alles gewist. Sluit alle pagina’s van Lakzegel, en wis in de instellingen van uw browser de gegevens van deze site.

## Writing: limits, findings, paste, spell checking

write-all_there = Alles staat er nog. Wat te veel is, is gemarkeerd.
findings-below =
    { $n ->
        [one] Onder de brief staat 1 punt om na te kijken
       *[other] Onder de brief staan { $n } punten om na te kijken
    }
findings-more = En nog meer plaatsen. Ze zijn gemarkeerd in de brief.
findings-undo = Maak ongedaan
findings-undone = Uw brief is weer zoals hij was.
paste-text = Alleen de tekst is meegekomen. Dit kan niet mee:
paste-nothing = Dit kan niet in de brief: er staat geen tekst in. Er is niets geplakt en niets kwijt.
paste-pictures = plaatjes
paste-tables = de vorm van een tabel: de woorden staan er wel
paste-links = de adressen achter links: de woorden staan er wel
paste-styles = opmaak, zoals vet en kleur
paste-too_long = Deze tekst is veel te lang voor een brief. Er is niets van overgenomen. Uw brief is zoals hij was. Een brief mag { $n } tekens lang zijn.
paste-field_too_long = Deze tekst is veel te lang voor dit veld. Er is niets van overgenomen. Het veld is zoals het was.
spelling-on = Zet de spellingcontrole van uw browser aan
spelling-off = Zet de spellingcontrole van uw browser uit
spelling-why = Sommige browsers sturen uw tekst voor die controle naar hun maker.

## Review: the printed page

review-paper = Zo staat uw brief op papier, met dezelfde regels en bladzijden. DJI zet er nog bij: wanneer u hem verzegelde, het kenmerk, en of uw naam bij uw login hoort.
unprinted-title = De printer kent niet alle tekens
unprinted-text = Voor deze tekens heeft DJI geen lettertype. Op papier staat daar een leeg vakje. Schrijf het liever anders, of stuur uw brief met de post.
unprinted-place = Blad { $n }, regel { $line }
unprinted-more = En op nog meer plaatsen. In de brief hieronder staat een rand om deze tekens.
