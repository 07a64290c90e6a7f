### What all other pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Identity

identity-title = Mustra ken bo ta
identity-lead = DJI mester sa di ken un karta ta. P’esei promé bo ta log in.
identity-why = Bo ta bai un ratu na un otro página i despues bo ta bolbe aki. E prueba di bo login ta bai seyá huntu ku bo karta.
identity-letter_kept = Bo karta ta keda wardá. Miéntras bo ta log in, e ta riba e aparato akí den kódigo sekreto. Despues e ta bolbe.
identity-with = Log in ku { $name }
identity-privacy = Ora bo ta log in, e servisio di karta ta mira pa un ratu chikí ken bo ta. E no ta warda esei.
identity-letters =
    { $n ->
       *[other] { $n } karta
    }
identity-days =
    { $n ->
       *[other] { $n } dia
    }
identity-volume_limit = Aki bo por manda { $letters } den { $days }. Pòst normal ta keda posibel semper. E regla akí ta den:
identity-volume = Awe bo a manda e kantidat máksimo di karta ku por manda aki. Nada no a bai pèrdí. Purba atrobe mañan, òf manda bo karta via pòst.
identity-busy = Un ratu, nos ta trahando riba bo login.
identity-done_title = Bo a log in
identity-go_on = Sigui sin log in di nobo
identity-cancelled_title = Bo a stòp di log in
identity-cancelled = Nada no a pasa. Bo por log in di nobo, òf manda bo karta via pòst.
identity-failed_title = No a logra log in
identity-unsupported = Bo browser no por traha un yabi ku ta sufisiente sigur. Aktualisá bo browser òf usa un otro. Bo por manda bo karta via pòst tambe.
identity-not_kept = Bo browser no tin e yabi pa e login akí. Esei ta pasa si bo habri e página akí di nobo, i hopi biaha tambe den un bentana privá. Nada no a bai pèrdí. Log in di nobo, preferiblemente den un bentana normal.
identity-refused_storage = Bo browser no mag warda nada pa e sitio akí: cookies òf almasenamentu ta ser nengá. Pa log in, nan ta nesesario pa un ratu. Nada no a bai pèrdí. Permití nan den e instelashonnan di bo browser, òf usa un otro browser.
identity-unreachable = E servisio di karta no a kontestá. Nada no a bai pèrdí. Wak si bo tin internèt i log in di nobo.
between-safe = Nada no a bai pèrdí. Si bo a skirbi un karta, e ta safe.
identity-refused = E página di login òf e servisio di karta no a aseptá e login. Nada no a bai pèrdí. Log in di nobo.
identity-provider_down = E servisio di login no ta kontestá awor. Nada no a bai pèrdí. Skohe un otro manera pa log in, òf purba mas lat.
identity-down = No ta kontestá awor
identity-level = E manera akí di log in no ta mustra ku sufisiente siguransa ken bo ta. Nada no a bai pèrdí. Log in di nobo i skohe un manera ku mas siguransa, por ehèmpel ku e app i bo dokumento di identidat.
identity-too_large = E prueba di e login akí ta muchu grandi pa bai huntu ku bo karta. Skohe un otro manera pa log in, òf manda bo karta via pòst.
identity-expired = E login a dura muchu. Nada no a bai pèrdí. Log in di nobo.
identity-not_ours_title = Stòp: e login akí no ta di bo
identity-not_ours = E login ku a bini bèk no ta pertenesé na e página akí. Kisas un hende ta purba usa bo login. Nada no a wòrdu mandá. Sera e página akí, no skirbi karta awor, i avisá DJI di esaki.
identity-lost_title = Paga tinu: bo loginnan no ta yega
identity-lost = Bo a log in dos bia, i e servisio di karta no a duna e página akí prueba di esaki. Por ta un problema tékniko. Tambe por ta ku un hende ta usa bo loginnan pa su mes. Bo karta ta salvo: e no a wòrdu mandá.
identity-lost_report = Avisá DJI di esaki, ku e ora akí: { $time }. Wak tambe serka bo servisio di login den e lista di bo loginnan.
identity-lost_later = No log in di nobo awor. Hasi esei mas lat, òf manda bo karta pa post.
visitor-title = Bo tin un kódigo di bishitante?
visitor-lead = Bo no por log in? E bali di bishita ta traha un kódigo riba papel. E tin dos parti. Kopia nan for di e papel.
visitor-admission = Parti 1: akseso
visitor-proof = Parti 2: prueba
visitor-hint = Tres grupo di kuater karakter. Bo no tin mester di strepi ni lèter kapital.
visitor-next = Sigui ku e kódigo akí
visitor-done = Ku un kódigo di bishitante
visitor-wrong_length = Un parti di e kódigo tin diesdos karakter: tres grupo di kuater. Por fabor kontrol’é.
visitor-wrong_character = Den un kódigo no tin e karakter { $character }. Kontrolá esaki riba e papel.
visitor-wrong_check = Tin un eror di taip den e parti akí di e kódigo. Kontrolá esaki riba e papel.
visitor-wrong_half = Esaki ta e otro parti di un kódigo. Kambia e dos partinan di lugá.
visitor-unknown = E kódigo akí no ta duna akseso awe. Nada no a bai pèrdí. Wak si e fecha riba e papel ta di awe, i kompará e karakternan. E bali di bishita por traha un kódigo nobo.
visitor-used = E kódigo akí a wòrdu usá kaba. Un kódigo ta bálido pa un solo bishita na e página akí. Pidi un kódigo nobo na e bali di bishita.
visitor-too_many = Na e momentu akí hende ta purbando muchu kódigo. Nada no a bai pèrdí. Warda un minüt i purba atrobe.

## Recipient

recipient-title = Pa ken bo karta ta?
recipient-lead = Nos no por mira si un hende ta detené, ni na unda. DJI ta buska e destinatario di bo karta.
recipient-number = Number di registrashon di e destinatario
recipient-number_hint = E number akí ta riba karta di e destinatario i di e instituto.
recipient-number_wrong = Yena e number di registrashon di e destinatario. Usa solamente e sifranan i e lèternan di e number.
recipient-name = Nòmber di e destinatario
recipient-name_hint = Nòmber i fam, ku e lèternan di bo mes idioma.
recipient-name_wrong = Yena nòmber di e destinatario, riba un solo liña.
recipient-sender = Bo nòmber bou di e karta
recipient-sender_hint = Asina bo nòmber ta bini riba e papel. DJI ta mira tambe ku ki nòmber bo a log in.
recipient-sender_wrong = Yena e nòmber ku mester bini bou di bo karta, riba un solo liña.

## Writing

write-title = Skirbi bo karta
write-label = Bo karta
write-pages =
    { $n ->
       *[other] { $n } página
    }
write-hint = Bo karta por tin { $n } karakter, riba máksimo { $pages }.
write-left =
    { $n ->
       *[other] Ta sobra { $n } karakter
    }
write-too_many =
    { $n ->
       *[other] Bo karta tin { $n } karakter di mas
    }
write-full = Bo karta ta { $n } % yen
write-too_full = Bo karta ta muchu largu: { $n } % di loke ta pas
write-empty = Promé skirbi bo karta.
write-blocked = Tin karakter den bo karta ku no por manda. Bou di e karta bo ta mira kua nan ta, i kiko bo por hasi.
write-next = Wak bo karta
write-until = Bo login ta bálido te { $time }. Manda bo karta promé ku e ora ei.
findings-title = Por fabor kontrolá esaki
findings-show = Mustra den e karta
findings-repair = Drecha esaki
findings-repaired = Drechá.
rule-empty_title = Bo karta ta bashí
rule-empty = Promé skirbi bo karta.
rule-too_long_title = Bo karta ta muchu largu
rule-too_long = Hasi bo karta mas kòrtiku, òf skirbi un di dos karta.
rule-control_title = Karakter di kòntròl invisibel
rule-control = No por prent e karakternan akí. Hopi biaha nan ta bini huntu ku teksto ku bo ta pega. Ku ‘Drecha esaki’ nan tur ta bai. Bo palabranan ta keda.
rule-bidi_title = Karakter ku ta bira direkshon di e lèternan
rule-bidi = E karakternan invisibel akí ta kambia órden di e lèternan. P’esei e teksto por ta diferente for di loke bo ta mira. Ku ‘Drecha esaki’ nan tur ta bai. Árabe i hebreo ta keda bon.
rule-zero_width_title = Karakter invisibel
rule-zero_width = Ningun hende no ta mira e karakternan akí. Hopi biaha nan ta bini huntu ku teksto ku bo ta pega. Ku ‘Drecha esaki’ nan tur ta bai. Bo palabranan ta keda.
rule-tag_title = Karakter skondí
rule-tag = Den e karakternan akí por tin teksto invisibel. Ku ‘Drecha esaki’ nan tur ta bai. Loke bo ta mira ta keda.
rule-private_use_title = Karakter ku ningun otro hende no por lesa
rule-private_use = E karakter akí ta eksistí solamente den bo mes aparato òf programa. Riba papel e ta bira un kuadro bashí. Ku ‘Drecha esaki’ un punto, flecha òf kara di Word ta bira un normal. Loke ta otro ta bai.
rule-combining_pile_title = Muchu signo riba otro
rule-combining_pile = Riba un lèter tin mas ku seis aksènt lòs. Riba papel nan ta bai dor di otro liña. Ku ‘Drecha esaki’ ta keda seis.
rule-web_address_title = Un adrès di wèpsait
rule-web_address = E destinatario ta haña bo karta riba papel: no por klek riba un adrès. E mag keda.
rule-mail_address_title = Un adrès di email
rule-mail_address = Por lo general hende ku ta detené no por usa email. E empleadonan ku ta lesa bo karta ta mira e adrès akí. E mag keda.
rule-phone_number_title = Un number di telefòn
rule-phone_number = E empleadonan ku ta lesa bo karta ta mira e number akí. E number ta korekto? E ora ei e mag keda.
rule-iban_title = Un number di kuenta di banko
rule-iban = E empleadonan ku ta lesa bo karta ta mira e number akí. E ta nesesario? E ora ei e mag keda. Nunka no skirbi un kódigo PIN.
rule-bsn_title = Kisas un burgerservicenummer
rule-bsn = Ku un burgerservicenummer (BSN) un hende por pasa pa un otro hende. Mihó kit’é. Ta un otro number? E ora ei e mag keda.
rule-mixed_scripts_title = Lèter di dos alfabèt den un palabra
rule-mixed_scripts = E palabra akí ta parse normal, pero tin lèter di un otro alfabèt den dje. Taip e palabra di nobo si esei no tabata bo intenshon. E mag keda.

## Review, sealing and sending

review-title = Lesa bo karta un biaha mas
review-lead = Asina bo karta ta bini riba papel. Tur kos ta korekto? E ora ei mand’é.
review-recipient = Destinatario
review-change_recipient = Kambia e destinatario
review-number = Number
review-change_number = Kambia e number
review-sender = Bo nòmber
review-change_sender = Kambia bo nòmber
review-letter = Bo karta
review-change_letter = Kambia e karta
review-sheet = Página { $n } di { $all }
review-after = Despues ku bo manda bo karta, bo no por les’é ni kambi’é mas, tampoko riba e aparato akí. Ta DJI so por habrié.
send = Seya i manda
send-busy = Ta manda…
send-sealing = Ta seya bo karta…
send-uploading = Bo karta ta seyá i nos ta mand’é…

## How letters are supervised, as the manifest says

supervision-read_title = DJI ta lesa bo karta
supervision-read = Empleadonan di DJI ta lesa bo karta promé ku e destinatario hañ’é. Nan mag stòp un karta. Asina lei ta bisa.
supervision-sample_title = DJI ta lesa un parti di e kartanan
supervision-sample = Un kòmpiuter di DJI ta kontrolá tur karta. Empleadonan di DJI ta lesa un parti di e kartanan, i kisas esun di bo tambe. Nan mag stòp un karta. Asina lei ta bisa.
supervision-rules_title = DJI ta kontrolá bo karta
supervision-rules = Un kòmpiuter di DJI ta kontrolá bo karta promé ku e destinatario hañ’é. Empleadonan di DJI mag les’é tambe. DJI mag stòp un karta. Asina lei ta bisa.

## A letter without a receipt

unsent-title = No a logra manda e karta ainda
unsent-not_sealed = Bo browser no por a seya e karta.
unsent-visit_over = Bo login no ta bálido mas.
unsent-no_grant = Ku e login akí bo no por manda karta mas.
unsent-manifest = E datonan di e servisio di karta no ta bálido mas, i no por a haña datonan nobo.
unsent-other_notice = Awor DJI ta kontrolá karta na un otro manera ku esun ku bo a lesa aki. P’esei bo karta no a bai ainda.
unsent-unreachable = No a bini kontesta. Kisas bo konekshon di internèt a kai. Nos no sa si e karta a yega.
unsent-trouble = E servisio di karta tin un problema òf e ta masha druk.
unsent-too_many = Awor tin muchu karta na mes momentu.
unsent-too_many_minutes =
    { $n ->
       *[other] Awor tin muchu karta na mes momentu. Warda { $n } minüt.
    }
unsent-spent_grant = E derecho pa manda e karta akí a wòrdu usá kaba pa un otro karta.
unsent-outdated = E yabi ku a seya bo karta no ta den uso mas.
unsent-refused = E servisio di karta no a aseptá e karta seyá. Esei ta un eror den e página akí, no den bo karta.
unsent-false_receipt = Pone atenshon: e resibu no ta korekto. E no ta proba ku bo karta ta wardá. Por ta ku un hende a mishi kuné.
unsent-send_again = Manda atrobe
unsent-seal_again = Seya i manda atrobe
unsent-back = Bai bèk na bo karta
unsent-log_in = Log in di nobo
unsent-stop = Kaba, i laga e karta warda akí
unsent-reference = Bo a skirbi ku un kódigo di bishitante. Bo karta por warda riba e aparato akí, asta si bo sera e página. Promé warda e referensia akí: ta kuné so bo por wak despues kon ta bai ku bo karta. E no ta ningun kaminda riba e aparato akí. No mustr’é na ningun hende.
unsent-noted = Mi tin e referensia: laga e karta warda akí
unsent-waits = Bo karta ta warda awor riba e aparato akí.
safe-title = Mi karta ta sigur?
safe-sealed = Sí. Bo karta ta seyá i e ta den e página akí. No sera e página.
safe-written = Sí. Bo karta ta den e página akí ainda, presis manera bo a skirbié. No sera e página.
safe-kept = Sí. Bo karta ta den e página akí ainda, presis manera bo a skirbié. E browser akí tambe ta ward'é shete dia: solamente ku bo login e ta habri.
advice-send_again = Warda un ratu i manda atrobe. Bo karta nunka no ta yega dos biaha.
advice-seal_again = Seya e karta i mand’é atrobe. Bo no mester taip nada di nobo.
advice-other_notice = Bai bèk na bo karta. Lesa einan kiko DJI ta hasi awor ku karta, i mand’é di nobo.
advice-new_login = Log in di nobo. Bo karta ta keda wardá: bo no mester taip nada di nobo.
advice-refused = Bai bèk na bo karta i kopia e teksto. Despues karga e página di nobo, òf manda bo karta via pòst.
advice-false_receipt = Manda atrobe. E resibu no ta korekto atrobe? Avisá DJI i manda bo karta via pòst.

## Receipt

receipt-title = Bo karta ta wardá
receipt-lead = Nos a kontrolá e resibu riba e aparato akí. E ta korekto.
receipt-stored_title = Wardá
receipt-stored = Bo karta seyá ta den e registro. DJI no a bai busk’é ainda. E mensahe akí ta kambia di su mes.
receipt-seen_title = Konfirmá pa DJI
receipt-seen = DJI a firma ku e tin bo karta seyá. Despues DJI ta habri i ta kontrolá e karta.
receipt-witnessed = Testigunan independiente tambe a firma ku bo karta ta den e registro.
receipt-reference = Bo referensia
receipt-keep = Warda e referensia akí. Ta kuné so bo por wak despues kon ta bai ku bo karta. Nos no por duna bo e di nobo. No mustr’é na ningun hende.
receipt-sealed = Seyá riba
receipt-when = Mandá riba
receipt-place = Lugá den e registro
receipt-id = Identifikashon di e karta seyá
receipt-save = Warda e referensia
receipt-file = Lakzegel. E referensia di bo karta ta { $reference }. No mustr’é na ningun hende.
receipt-print = Prent
receipt-proof = Warda e prueba
receipt-next_title = Kiko ta pasa despues?
receipt-next = DJI ta kontrolá bo karta i ta disidí. Un par di biaha pa dia tin notisia nobo. E servisio akí nunka no ta bisa si e karta a wòrdu entregá, ni ki dia.
receipt-another = Skirbi un otro karta
receipt-sure = Bo no a warda, kopia ni print bo referensia ainda. Sin e referensia bo no por wak mas kon ta bai ku e karta akí. Bo ke sigui tòg?
receipt-sure_yes = Sí, sin e referensia
receipt-end_why = Bo a kaba? E ora ei sera. Tur kos ta wòrdu kitá for di e página akí. Promé warda bo referensia.
receipt-end = Sera i kita tur kos

## Status

status-title = Kon ta bai ku bo karta?
status-lead = Taip e referensia ku bo a haña ora bo a manda e karta. E aparato akí ta desifrá e kontesta.
status-reference = Referensia
status-reference_hint = Shete grupo di kuater karakter. Bo no tin mester di strepi ni lèter kapital.
status-reference_wrong = Tin un eror di taip den e referensia. Kontrol’é: e tin shete grupo di kuater karakter.
status-ask = Wak kon ta bai
status-busy_title = Un ratu
status-busy = Nos ta puntra kon ta bai ku bo karta.
status-nothing_title = Ainda no tin notisia
status-nothing = Ainda no tin nada konosí tokante e karta akí. Wak atrobe despues di algun ora. Despues di un dia ainda no tin nada? E ora ei por ta ku DJI no por a habri e karta. Puntra DJI, ku bo prueba di resibo. Despues di algun luna no tin nada mas akí.
status-old_title = Esaki ta un notisia bieu
status-old = Riba { $time } tabata para akí: { $state }. Un par di biaha pa dia tin notisia nobo, i awor ya pa mas tempu no. Por ta ku a kambia ya. Wak atrobe despues. Si e keda asina, puntra DJI.
status-unreachable_title = No tin kontesta
status-unreachable = E servisio di karta no a kontestá. Esei no ta kambia nada na bo karta. Purba atrobe mas lat.
status-between_title = Un otro kos a kontestá
status-false_title = E kontesta akí no ta korekto
status-false = DJI no a firma e kontesta, òf e no ta pertenesé na bo karta. No kere e kontesta. Purba atrobe mas lat. E ta keda asina? Avisá DJI.
status-received_title = Risibí
status-received = DJI tin bo karta seyá. Ainda DJI no a kontrol’é.
status-screening_title = DJI ta kontrolando e karta
status-screening = Un empleado di DJI ta mirando bo karta.
status-screened_title = Kontrolá i aprobá
status-screened = DJI a kontrolá bo karta i no ta stòp e karta. Esei no ke men ku e destinatario a hañ’é kaba.
status-withheld_title = DJI a stòp e karta
status-withheld_do = Bo por skirbi un otro karta, òf manda un karta via pòst.
status-at = Publiká riba { $time }
ground-order = DJI ta stòp bo karta pa órden i siguridat den e instituto.
ground-public = DJI ta stòp bo karta pa órden públiko òf siguridat nashonal.
ground-offences = DJI ta stòp bo karta pa prevení òf deskubrí delito.
ground-victims = DJI ta stòp bo karta pa protehá víktima òf otro hende.
ground-unreadable = DJI no por a habri bo karta. Esei no ta pa motibu di loke bo a skirbi. Mand’é atrobe.
ground-identity = DJI no por a konstatá ken a skirbi e karta. Log in di nobo i mand’é atrobe.
ground-rules = Bo karta ta muchu largu, òf e tin karakter ku no mag. Kambi’é i mand’é atrobe.
ground-duplicate = E karta akí a drenta kaba ántes, ku un otro kontenido. Mand’é atrobe komo un karta nobo.

## Keeping a receipt, asking how a letter fares, checking a receipt later

receipt-address = Wak despues na
receipt-copy = Kopia
receipt-copied = E referensia ta kopiá. Pega esaki na un lugá ku ta bo so por mira.
receipt-not_copied = Kopiamentu no a logra. Warda e referensia òf skirbi esaki.
receipt-found_again = Bo a pèrdè? Te { $time } e ta keda riba e aparato akí, den kódigo sekreto. Despues di log in bo ta hañ’é na e kartanan ku ta warda.
receipt-share = Manda pa bo mes
receipt-proof_title = Prueba pa despues
receipt-proof_why = Ku e file akí tur hende por kontrolá despues ku bo karta seyá a wòrdu wardá. No tin nada den dje tokante bo, tokante e destinatario òf tokante loke bo a skirbi.
receipt-check = Kontrolá un resibu
status-decision = DJI ta disidí
status-later = Un par di biaha pa dia tin notisia nobo. Wak atrobe despues.
status-law = Esaki ta un motibu di lei hulandes: artíkulo 36 di Penitentiaire beginselenwet.
status-complain = Bo no ta di akuerdo? Manda un keho pa DJI denter di un aña. No ta kosta nada. DJI ta kontestá mayoria biaha denter di seis siman. Kon pa hasi esei ta riba dji.nl.
status-ombudsman = Bo no ta di akuerdo ku e kontesta? Pidi Nationale ombudsman yudansa. Esei tampoko no ta kosta nada: nationaleombudsman.nl.
status-name = Den un keho skirbi e identifikashon di e karta ku ta aki bou. No duna ningun hende bo referensia, ni den un keho.
check-title = Kontrolá un resibu
check-lead = Bo tin e file ku e prueba? Aki bo ta mira si e ta korekto. Tur hende por hasi esei, asta añanan despues.
check-file = Skohe e file ku e prueba
check-hint = Su nòmber ta kaba na .tlog-proof. Bo por lastra e file tambe riba e página akí.
check-private = E file ta keda riba e aparato akí. Nada no ta wòrdu mandá.
check-name = File:
check-proof_title = E resibu akí ta korekto
check-proof = E karta seyá ku e identifikashon akí ta den e registro ku e servisio di karta a firma. Ningun hende no por kit’é for di eiden sin ku esei ta wòrdu mirá.
check-seen = DJI a firma riba { $time } ku e tin e karta seyá. Pues e karta a wòrdu wardá promé ku esei.
check-unseen = Den e file akí DJI no a firma ainda ku e tin e karta seyá.
check-witnessed = Testigunan independiente a firma riba { $time } ku e karta akí ta den e registro.
check-not_title = Kiko e no ta proba?
check-not = E no ta proba ken a skirbi e karta, pa ken e ta òf kiko tin den dje. Tampoko ku e karta a wòrdu lesá òf entregá.
check-demo_here = Esaki ta e demo: e karta no ta un karta real.
check-broken_title = E resibu akí no ta korekto
check-broken = Algu den dje a kambia, òf un pida ta falta. P’esei e no ta proba nada. Purba e file ku bo a warda promé.
check-lost_title = E servisio di karta a pèrdè e karta akí
check-lost = Bo karta a yega: e ta den e registro, i bo resibu ta prueba esei. Pero e servisio a deklará ku dos firma ku e karta seyá mes a pèrdè. P’esei DJI no por les’é ni entreg’é. Skirbi e karta atrobe. Warda e resibu: e ta bo prueba pa un keho. Si haña e karta bèk, bo ta mira esei ku bo referensia riba e página tokante kon ta bai ku bo karta.
check-contradicted_title = E servisio di karta ta kontradesí su mes
check-contradicted = E servisio a deklará ku e karta akí a pèrdè. Pero DJI a firma promé ku e tin e karta, òf den e registro tin un otro na e lugá akí. Pues e deklarashon no ta korekto. Warda e file akí: e ta e prueba. Manda un keho pa DJI.
check-retired_title = Aki no por konfirmá e resibu akí ainda
check-retired = E yabi ku a firm’é no ta den uso mas, i no tin otro firma riba dje. Ku internet e página akí por wak den e registro si e ta korekto.
check-look_up = Wak den e registro
check-not_found = E registro no ta mustra ku e resibu akí ta korekto, òf no tabatin internet. Purba atrobe despues.
check-save_why = Warda e file atrobe. E ora ei loke nos a wak den e registro ta den dje, i e ta korekto tambe sin internet.
check-demo_title = Un resibu di e demo
check-demo = E ta bini for di un demo di e servisio di karta akí. Einan ningun karta no ta real.
check-foreign_title = Un resibu di un otro servisio di karta
check-foreign = Aki no por mira si e ta korekto. Kontrol’é na e servisio di karta ku e ta bini di dje.
check-unnamed_title = No ta pará den dje pa kua karta e ta
check-unnamed = E file ta un resibu, pero e no ta nombra ningun karta. Skohe e file ku bo a warda riba e página ku bo referensia.
check-other_title = Esaki no ta un resibu
check-other = E file ta otro kos. Buska un file ku su nòmber ta kaba na .tlog-proof.
check-unreadable_title = No por lesa e file
check-unreadable = Bo browser no por a lesa e file. Skoh’é un biaha mas.

## Kiosk

kiosk-nothing_kept = Riba e aparato akí no ta warda nada.
kiosk-offline = Awor no tin konekshon. Loke bo skirbi ta keda. E página akí ta purba di nobo di su mes.
kiosk-online = Tin konekshon atrobe.
kiosk-end = Terminá bishita
kiosk-size = Lèter
kiosk-size_normal = Lèter normal
kiosk-size_large = Grandi
kiosk-size_largest = Èkstra grandi
kiosk-contrast = Koló
kiosk-contrast_normal = Koló normal
kiosk-contrast_high = Kontraste fuerte
kiosk-time_title = Tempu
kiosk-time_normal = Tempu normal
kiosk-time_more = Mas tempu
kiosk-minutes =
    { $n ->
       *[other] { $n } minüt
    }
kiosk-seconds =
    { $n ->
       *[other] { $n } sekònde
    }
kiosk-time = Si bo no hasi nada durante { $idle }, nos ta puntra si bo ta ei ainda. Si no bini kontesta den { $warning }, nos ta kita tur kos. Bo por sigui asina tantu biaha ku bo ke.
kiosk-again_title = Bo no mester hasi nada
kiosk-again = E página akí ta purba di nobo di su mes. No ta logra? Pidi yudansa na e bali di bishita, òf manda un karta via pòst.
kiosk-codes = Na e bali di bishita bo ta haña un kódigo riba papel. E kódigo tin dos parti. Kopia nan for di e papel.
kiosk-no_codes = Aworakí bo no por skirbi un karta akinan, pasobra no ta asepta kódigo di bishitante. Pidi yudansa na e bali di bishita.
kiosk-letter_stays = Bo karta ta keda riba e página akí. Bo no mester skirbi nada di nobo.
kiosk-idle_title = Bo ta ei ainda?
kiosk-idle = Si bo no hasi nada, pronto nos ta kita tur loke bo a skirbi. Bo ke sigui? Primi anto ‘Sigui’.
kiosk-idle_unsent = Bo karta no a wòrdu mandá ainda. E tambe ta wòrdu kitá.
kiosk-left = Ta keda { $time }.
kiosk-go_on = Sigui
kiosk-ask_title = Bo karta no a wòrdu mandá ainda
kiosk-ask = Si bo stòp awor, bo karta ta wòrdu kitá. Niun hende no por hañ’é bèk.
kiosk-ask_back = Bèk na mi karta
kiosk-ask_end = Kita i stòp
kiosk-ended_title = Bo bishita a terminá
kiosk-over = Tur kos ta kitá. E página akí ta kuminsá di nobo di su mes ora tin konekshon.
kiosk-ended_done = Tur loke bo a skirbi ta kitá for di e aparato akí.
kiosk-ended_idle = Bo no a hasi nada pa un tempu. P’esei tur loke bo a skirbi ta kitá for di e aparato akí.
kiosk-ended_broken = Algu a bai malu riba e aparato akí. P’esei tur loke bo a skirbi ta kitá.
kiosk-ended_stored = Bo karta a wòrdu mandá. Bai ku bo print: ku e referensia riba dje bo ta mira despues kon ta bai ku bo karta.
kiosk-ended_unknown = Nos no sa si bo karta a yega. Bo a mira un prueba di resibo? E ora ei e ta wardá.
kiosk-ended_unsent = Loke bo no a manda ainda no a wòrdu mandá i no a wòrdu wardá.
kiosk-ended_code = Bo ke skirbi un otro karta? Pidi un kódigo nobo na e bali di bishita.
kiosk-ended_new = Kuminsá un bishita nobo
kiosk-print_first = Kla? Print bo prueba di resibo, òf skirbi bo referensia ku man. Despues terminá bo bishita. E ora ei tur kos ta wòrdu kitá.

## A letter that waits on the device

draft-title = Bo karta riba e aparato akí
draft-will = Miéntras bo ta skirbi, e browser akí ta warda bo karta. Asina bo no ta pèrdè si algu bai malu. E ta aki den kódigo sekreto: solamente ku bo login e ta habri. Despues di manda ta kit’é, i sino despues di shete dia.
draft-kept = E browser akí ta warda bo karta den kódigo sekreto: solamente ku bo login e ta habri. Algu a bai malu? E ora ei log in aki di nobo. Despues di manda ta kita e karta, i sino riba { $time }.
draft-only_here = Bo karta ta solamente riba e página akí: no ser’é.
draft-failed = E browser akí no por warda bo karta. Kisas esaki ta un bentana privá, e aparato ta yen, òf cookies i almasenamentu ta ser nengá. Bo karta ta solamente riba e página akí: no ser’é.
draft-none = No tin nada di bo karta wardá riba e aparato akí mas.
draft-shared = Otro hende tambe ta usa e aparato akí
draft-shared_hint = E ora ei e browser akí no ta warda nada. Loke tabatin kaba ta wòrdu kitá mesora.
draft-stop = Stòp i sigui skirbi despues
draft-stop_throw = Stòp i kita e karta
draft-sure = Bo ke kita e karta akí pa semper?
draft-sure_yes = Sí, kit’é
draft-sure_no = Nò
draft-offer_title = Bo tabata skirbiendo un karta
draft-offer = E último biaha ku bo a skirbi tabata riba { $time }.
draft-go_on = Sigui ku e karta akí
draft-throw = Kita e karta akí
draft-thrown = E karta a wòrdu kitá. No a keda nada di dje riba e aparato akí.
draft-gone = E karta akí no ta riba e aparato akí mas.
draft-back = Bo karta a bolbe.

## Letters that wait

outbox-title = Karta ku ta warda
outbox-lead = Akí bo ta mira kua karta no a bai ainda. Nan ta seyá: niun hende no por lesa nan akí.
outbox-none = Riba e aparato akí no tin karta ta warda.
outbox-letter = Karta di { $time }
outbox-waits = E karta akí no a bai ainda.
outbox-until = E mester bai promé ku { $time }. Despues DJI no ta aseptá e mas.
outbox-soon = Paga tinu: no tin hopi tempu mas. Buska lihé un lugá ku internèt.
outbox-forgets = Despues di shete dia e browser akí ta tira afó loke un página a warda. Bin bèk promé ku { $time }, òf warda e karta komo file.
outbox-too_late = E tempu pa e karta akí a pasa. E no a bai i e no por bai mas. Skirbi e di nobo, òf manda un karta via pòst.
outbox-spent = E karta akí no a bai. E derecho pa mand'é a keda usá kaba, òf a vense. Log in i skirbi e karta di nobo.
outbox-outdated = E karta akí no a bai. DJI no ta usa e yabi di e karta akí mas. Skirbi e karta di nobo.
outbox-refused = E karta akí no a bai. E servisio di karta no ta aseptá e. No ta bo falta. Skirbi e karta di nobo, òf mand'é via pòst.
outbox-text = Bo teksto ta keda riba e aparato akí, den kódigo sekreto. Log in manera e biaha ei: despues bo por sigui ku n’é.
outbox-stored = E karta akí a bai. Nos a kontrolá e resibu. Wak e, i warda bo referensia.
outbox-stored_log_in = E karta akí a bai. Nos a kontrolá e resibu. Abo a skirbi e karta? Log in manera e biaha ei. E ora ei bo ta mira e resibu i bo referensia.
outbox-stored_code = E karta akí a bai. Nos a kontrolá e resibu. El a wòrdu skirbí ku un kódigo di bishitante. Ken ku tin e referensia por wak kuné kon ta bai ku e karta.
outbox-show = Wak e resibu
outbox-first = Awor bo ta skirbi un otro karta. Manda esei promé. Despues bo por wak e resibu akí.
outbox-discard = Tira afó
outbox-sure = Bo ke tira esaki afó pa semper? Despues niun hende no por haña e bèk.
outbox-sure_yes = Si, tir'é afó
outbox-sure_no = Nò, ward'é
outbox-discarded = El a keda tirá afó.
outbox-next_title = Kon ta sigui?
outbox-by_itself = Tin internèt atrobe? Anto bo browser ta manda e karta su so, asta si e página akí ta será. Wak akí despues si el a bai.
outbox-next = Tin internèt atrobe? Anto e karta ta bai su so ora ku e página akí ta habrí. Bo ta sera e página? Habri e di nobo despues.
outbox-open_only = Tin internèt atrobe? Anto e karta ta bai su so. Laga e página akí habrí: nos no ta warda nada riba e aparato akí.
outbox-send = Manda awor
outbox-save = Warda komo file
outbox-log_in = Abo a skirbi e karta akí? Log in manera e biaha ei. E ora ei bo por ward'é komo file tambe.
outbox-log_in_now = Log in
outbox-code = El a wòrdu skirbí ku un kódigo di bishitante. Ken ku tin e referensia por wak kuné despues kon ta bai ku e karta.
outbox-file_title = Manda for di un otro aparato
outbox-file = Warda un karta ku ta warda komo file. Habri e file ei akí riba un otro aparato. Anto e karta ta bai for di einan.
outbox-file_has = Den e file tin e karta seyá, e derecho pa mand'é un biaha, i bo referensia. Niun hende no por lesa e karta kuné. Tòg no duna niun hende e file: ken ku tin e ta mira kon ta bai ku bo karta.
outbox-file_text = Lakzegel. Den e file akí tin un karta seyá ku no a bai ainda. Habri e riba e página di karta ku ta warda. No dun'é na niun hende.
outbox-open = Habri un file
outbox-open_wrong = Den e file akí no tin un karta ku ta warda, òf e ta dañá. Nada no a kambia. Skohe un otro file.
outbox-offline = No tin internèt. E página aki ta usa loke el a haña ántes. Akí bo por lesa, ma bo no por log in òf manda ainda.
outbox-between = Un otro kos ta kontestá na lugá di e servisio di karta, manera e página pa log in na un wifi òf un filter. E página aki ta usa loke el a haña ántes. Akí bo por lesa, ma bo no por log in òf manda ainda.
outbox-strip =
    { $n ->
       *[other] { $n } karta no a bai ainda
    }
outbox-strip_stored =
    { $n ->
       *[other] { $n } karta a bai awor: wak akí
    }
outbox-safe = Si. Bo karta ta seyá i ta warda riba e aparato akí, asta si bo sera e página. Niun hende no por lesa e akí.

## Wiping the device

wipe-title = Kita tur kos di Lakzegel for di e aparato akí
wipe-sure = Bo ke kita esaki for di e browser akí pa semper? E ora ei bo bishita a kaba. Promé sera otro tab di Lakzegel.
wipe-drafts = karta ku a kuminsá akí, tambe esun di awor
wipe-receipts = resibu i referensia di karta ku a bai kaba
wipe-copy = e kopia di Lakzegel pa uso sin internèt, e datonan firmá di e servisio di karta, i loke bo a skohe pa e aparato akí
wipe-letters =
    { $n ->
       *[other] Tambe { $n } karta ku no a bai ainda
    }
wipe-letters_hint = E ora ei loke no a bai ainda nunka no ta bai. Si bo no marka esaki, e ta sigui warda akí, ku e kopia di Lakzegel i e datonan ku e mester.
wipe-done_title = Kitá
wipe-done = Den e browser akí no a keda nada di Lakzegel ni di bo kartanan. Bo por sera e página akí.
wipe-done_letters = Loke no a bai ainda ta akí ainda, ku loke e mester. Tur otro kos a bai. Loke por warda ainda ta bai ora bo habri Lakzegel di nobo i tin internèt. Tin biaha bo browser ta hasié su so.
wipe-failed_title = No tur kos a wòrdu kitá
wipe-failed = E browser akí no a kita tur kos. Sera tur página di Lakzegel, i kita e datonan di e website akí den e ahustenan di bo browser.

## Writing: limits, findings, paste, spell checking

write-all_there = Tur kos ta ei ainda. Loke ta di mas ta marká.
findings-below =
    { $n ->
       *[other] Bou di e karta tin { $n } punto pa kontrolá
    }
findings-more = I tin mas lugá. Nan ta marká den e karta.
findings-undo = Deshasí
findings-undone = Bo karta ta manera promé.
paste-text = Ta e teksto so a bini huntu. Esaki no por bini:
paste-nothing = Esaki no por bai den e karta: no tin teksto den dje. Nada no a wòrdu pegá i nada no a pèrdè.
paste-pictures = plachi
paste-tables = e forma di un tabèl: e palabranan ta ei
paste-links = e adrèsnan tras di link: e palabranan ta ei
paste-styles = estilo, manera lèter diki i koló
paste-too_long = E teksto aki ta muchu mas largu ku un karta por ta. Nada di dje no a drenta. Bo karta ta manera e tabata. Un karta por tin { $n } karakter.
paste-field_too_long = E teksto aki ta muchu largu pa e kampo aki. Nada di dje no a drenta. E kampo ta manera e tabata.
spelling-on = Sende e kontròl di ortografia di bo browser
spelling-off = Paga e kontròl di ortografia di bo browser
spelling-why = Pa e kontròl ei, sierto browser ta manda bo teksto pa esun ku a traha nan.

## Review: the printed page

review-paper = Asina bo karta ta riba papel, ku e mes reglanan i páginanan. DJI ta agregá ki ora bo a seya e karta, su marka, i si bo nòmber ta pertenesé na bo login.
unprinted-title = E printer no konosé tur karakter
unprinted-text = DJI no tin tipo di lèter pa e karakternan aki. Riba papel ta sali un kuadro bashí. Mihó skirbi esaki otro, òf manda bo karta via pòst.
unprinted-place = Blachi { $n }, liña { $line }
unprinted-more = I na mas lugá. Den e karta akibou e karakternan aki tin un rant.
