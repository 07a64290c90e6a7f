### What the first two pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Frame

service = Lakzegel
frame-skip = Direct naar de inhoud
frame-languages = Taal
frame-strip = Brieven aan mensen die vastzitten
frame-demo = Demo
frame-demo_what = : geen echte post
help-title = Hulp
help-post = Vragen over post, bezoek of bellen? Kijk op dji.nl.
help-life_title = Maakt u zich zorgen om iemands leven?
help-life_text = Bel 113 of 0800-0113, dag en nacht. Bij direct gevaar: bel 112.
help-life = Maakt u zich zorgen om iemands leven? Bel 113 of 0800-0113. Bij direct gevaar: bel 112.
step_of = Stap { $n } van { $all }
back = Terug
next = Verder
errors-title =
    { $n ->
        [one] Er is 1 probleem
       *[other] Er zijn { $n } problemen
    }
errors-mark = Fout:
supervision-title = DJI mag uw brief lezen
supervision-text = DJI controleert elke brief voordat de ontvanger hem krijgt, en mag hem lezen. DJI mag een brief tegenhouden. Zo staat het in de wet.

## Start: the same Dutch words as in index.html

start-title = Schrijf een brief aan iemand die vastzit
start-lead = Zit een naaste in een gevangenis of een andere inrichting van de Dienst Justitiële Inrichtingen (DJI)? Schrijf hier uw brief. DJI drukt hem af op papier.
start-begin = Begin met uw brief
start-how_title = Zo werkt het
start-how_identity = U laat zien wie u bent.
start-how_write = U schrijft uw brief.
start-how_seal = Uw brief wordt op dit apparaat verzegeld. Daarna kan alleen DJI hem openen.
start-how_receipt = U krijgt een ontvangstbewijs. Daarmee ziet u later hoe het met uw brief gaat.
start-privileged_title = Bent u advocaat, rechter of Kamerlid?
start-privileged = Post van advocaten, rechters, Kamerleden, de Nationale ombudsman, de reclassering en commissies van toezicht mag DJI niet lezen. Schrijft u voor dat werk? Gebruik deze brievenservice dan niet. Stuur gewone post.
start-post_title = Gewone post blijft mogelijk
start-post = U kunt altijd een brief met de post sturen. Zet op de envelop de naam van de ontvanger en, als u het weet, het registratienummer. Het adres van de inrichting staat op dji.nl.
start-status_title = Hebt u al een brief verstuurd?
start-status = Kijk hoe het met uw brief gaat

## Sending is not possible

refused-title = Versturen kan nu niet
refused-no_root_keys = Deze pagina is gemaakt zonder de sleutels van DJI. Zij kan niet weten wie te vertrouwen is en stuurt daarom niets.
refused-unreachable = De brievenservice geeft geen antwoord. Misschien hebt u geen internet, of is de service even niet bereikbaar.
refused-between = Iets tussen uw apparaat en de brievenservice gaf antwoord, niet de brievenservice zelf. Vaak is dat de aanmeldpagina van een wifi, of een filter.
refused-forged = De gegevens van de brievenservice zijn niet door DJI ondertekend. Iemand kan ze hebben veranderd.
refused-one_signature = De gegevens van de brievenservice hebben maar één van de twee handtekeningen die nodig zijn.
refused-other_deployment = De gegevens zijn van een andere brievenservice dan deze.
refused-expired = De gegevens van de brievenservice zijn verlopen op { $date }.
refused-not_yet = De gegevens van de brievenservice gelden pas vanaf { $date }.
refused-older = De gegevens van de brievenservice zijn niet de nieuwste. Iemand kan oude gegevens hebben teruggezet.
refused-stale = De brievenservice kan niet laten zien dat haar gegevens de nieuwste zijn.
refused-clock = De klok van uw apparaat klopt niet. Uw apparaat zegt { $device }. De brievenservice zegt { $server }.
refused-other_rules = Deze pagina is niet de nieuwste. Opnieuw laden hielp niet.
refused-keys_over = Er is op dit moment geen sleutel om brieven mee te verzegelen.
refused-safe_title = Ben ik iets kwijt?
refused-safe = Nee. U hebt nog niets geschreven en er is niets verstuurd.
refused-do_title = Wat kunt u doen?
refused-again = Probeer het opnieuw
advice-clock = Zet in de instellingen van uw apparaat de datum en de tijd goed. Probeer het daarna opnieuw.
advice-unreachable = Kijk of u internet hebt. Probeer het over een paar minuten opnieuw.
advice-between = Gebruikt u wifi? Open een andere website en meld u aan bij de wifi. Of gebruik een ander netwerk. Probeer het daarna opnieuw.
advice-warn = Gebruik deze pagina nu niet. Probeer het later opnieuw, liefst op een ander netwerk. Blijft het zo? Meld het aan DJI.
advice-later = Probeer het later opnieuw.

## Privileged correspondents

privileged-title = Mag DJI uw post lezen?
privileged-lead = Post van sommige mensen mag DJI niet lezen. Schrijft u als een van hen?
privileged-lawyer = advocaat van de ontvanger
privileged-judge = rechter, officier van justitie of medewerker van een rechtbank
privileged-parliament = lid van de Eerste of Tweede Kamer, van het Europees Parlement, of minister
privileged-ombudsman = Nationale ombudsman of medewerker van een inspectie
privileged-committee = lid van een commissie van toezicht of van de RSJ
privileged-probation = medewerker van de reclassering
privileged-no = Nee, ik schrijf als naaste
privileged-yes = Ja, ik schrijf voor dat werk
privileged-leave_title = Stuur uw brief met de post
privileged-leave = DJI mag uw brief niet lezen, en hier kan elke brief gelezen worden. Stuur uw brief daarom met de post. Zet op de envelop wie u bent. Wij hebben niets van u bewaard.
