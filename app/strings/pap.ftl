### What the first two pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Frame

service = Lakzegel
frame-skip = Bai direkto na e kontenido
frame-languages = Idioma
frame-strip = Karta pa hende ku ta detené
frame-demo = Demo
frame-demo_what = : no ta pòst di bèrdat
help-title = Yudansa
help-post = Bo tin pregunta tokante pòst, bishita òf yamada? Wak riba dji.nl.
help-life_title = Bo ta preokupá pa bida di un hende?
help-life_text = Na Hulanda, yama 113 òf 0800-0113, di dia i anochi. Den kaso di peliger direkto: yama 112.
help-life = Bo ta preokupá pa bida di un hende? Na Hulanda, yama 113 òf 0800-0113. Den kaso di peliger direkto: yama 112.
step_of = Paso { $n } di { $all }
back = Bai bèk
next = Sigui
errors-title =
    { $n ->
       *[other] Tin { $n } problema
    }
errors-mark = Eror:
supervision-title = DJI mag lesa bo karta
supervision-text = DJI ta kontrolá tur karta promé ku e destinatario haña nan, i mag lesa nan. DJI mag stòp un karta. Asina lei ta bisa.

## Start: the same Dutch words as in index.html

start-title = Skirbi un karta pa un hende ku ta detené
start-lead = Un famia òf amigu di bo ta den prizòn òf den un otro instituto di DJI (Dienst Justitiële Inrichtingen, e servisio di prizòn di Hulanda)? Skirbi bo karta aki. DJI ta prent e karta riba papel.
start-begin = Kuminsá ku bo karta
start-how_title = Asina ta funshoná
start-how_identity = Bo ta mustra ken bo ta.
start-how_write = Bo ta skirbi bo karta.
start-how_seal = Bo karta ta wòrdu seyá riba e aparato akí. Despues ta DJI so por habrié.
start-how_receipt = Bo ta haña un resibu. Kuné bo por wak despues kon ta bai ku bo karta.
start-privileged_title = Bo ta abogado, wes òf miembro di parlamento?
start-privileged = DJI no mag lesa pòst di abogado, wes, miembro di parlamento, Ombudsman Nashonal di Hulanda, reklasering (reclassering) i komishon di supervishon (commissie van toezicht). Bo ta skirbi pa e trabou ei? E ora ei no usa e servisio di karta akí. Manda pòst normal.
start-post_title = Pòst normal ta keda posibel
start-post = Semper bo por manda un karta via pòst. Pone riba e envelòp nòmber di e destinatario i, si bo sa esaki, e number di registrashon. Adrès di e instituto ta riba dji.nl.
start-status_title = Bo a manda un karta kaba?
start-status = Wak kon ta bai ku bo karta

## Sending is not possible

refused-title = Awor no por manda karta
refused-no_root_keys = E página akí a wòrdu trahá sin e yabinan di DJI. E no por sa den ken e por konfia, i p’esei e no ta manda nada.
refused-unreachable = E servisio di karta no ta kontestá. Kisas bo no tin internèt, òf e servisio no ta disponibel pa un ratu.
refused-between = Algu entre bo aparato i e servisio di karta a kontestá, no e servisio mes. Hopi biaha esei ta e página pa log in na un wifi, òf un filter.
refused-forged = DJI no a firma e datonan di e servisio di karta. Por ta ku un hende a kambia nan.
refused-one_signature = E datonan di e servisio di karta tin un solo firma. Mester tin dos.
refused-other_deployment = E datonan akí ta di un otro servisio di karta.
refused-expired = E datonan di e servisio di karta tabata bálido te { $date }. Awor nan no ta bálido mas.
refused-not_yet = E datonan di e servisio di karta ta bálido solamente for di { $date }.
refused-older = E datonan di e servisio di karta no ta esnan di mas nobo. Por ta ku un hende a pone datonan bieu bèk.
refused-stale = E servisio di karta no por mustra ku su datonan ta esnan di mas nobo.
refused-clock = Oloshi di bo aparato no ta bon. Bo aparato ta bisa { $device }. E servisio di karta ta bisa { $server }.
refused-other_rules = E página akí no ta esun di mas nobo. Karga e página di nobo no a yuda.
refused-keys_over = Na e momentu akí no tin yabi pa seya karta.
refused-safe_title = Mi a pèrdè algu?
refused-safe = Nò. Bo no a skirbi nada ainda i nada no a wòrdu mandá.
refused-do_title = Kiko bo por hasi?
refused-again = Purba atrobe
advice-clock = Drecha fecha i ora den e konfigurashon (settings) di bo aparato. Despues purba atrobe.
advice-unreachable = Wak si bo tin internèt. Purba atrobe despues di algun minüt.
advice-between = Bo ta usa wifi? Habri un otro website i log in na e wifi. Òf usa un otro konekshon di internèt. Despues purba atrobe.
advice-warn = No usa e página akí awor. Purba mas lat, preferiblemente via un otro konekshon di internèt. E ta keda asina? Avisá DJI.
advice-later = Purba atrobe mas lat.

## Privileged correspondents

privileged-title = DJI mag lesa bo pòst?
privileged-lead = Tin hende ku DJI no mag lesa nan pòst. Bo ta skirbi komo un di nan?
privileged-lawyer = abogado di e destinatario
privileged-judge = wes, fiskal (officier van justitie) òf empleado di un korte
privileged-parliament = miembro di Promé òf Segundo Kámara (Eerste of Tweede Kamer), di Parlamento Oropeo, òf minister
privileged-ombudsman = Ombudsman Nashonal di Hulanda òf empleado di un inspekshon
privileged-committee = miembro di un komishon di supervishon (commissie van toezicht) òf di RSJ
privileged-probation = empleado di reklasering (reclassering)
privileged-no = Nò, mi ta skirbi komo famia òf amigu
privileged-yes = Sí, mi ta skirbi pa e trabou ei
privileged-leave_title = Manda bo karta via pòst
privileged-leave = DJI no mag lesa bo karta, pero aki DJI por lesa kualke karta. P’esei manda bo karta via pòst. Pone riba e envelòp ken bo ta. Nos no a warda nada di bo.
