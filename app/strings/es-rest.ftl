### What all other pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Identity

identity-title = Muestre quién es usted
identity-lead = DJI debe saber de quién viene una carta. Por eso, primero inicie sesión.
identity-why = Irá un momento a otra página y después volverá aquí. La prueba de su inicio de sesión va sellada con su carta.
identity-letter_kept = Su carta queda guardada. Mientras usted inicia sesión, está cifrada en este dispositivo. Después vuelve a aparecer.
identity-with = Iniciar sesión con { $name }
identity-privacy = Mientras usted inicia sesión, el servicio de cartas ve por un momento quién es. No lo guarda.
identity-letters =
    { $n ->
        [one] 1 carta
        [many] { $n } de cartas
       *[other] { $n } cartas
    }
identity-days =
    { $n ->
        [one] 1 día
        [many] { $n } de días
       *[other] { $n } días
    }
identity-volume_limit = Aquí puede enviar { $letters } en { $days }. Siempre puede usar el correo postal. Esta norma está en:
identity-volume = Hoy ya ha enviado aquí el máximo de cartas. No se ha perdido nada. Inténtelo de nuevo mañana o envíe su carta por correo postal.
identity-busy = Un momento, estamos iniciando su sesión.
identity-done_title = Ha iniciado sesión
identity-go_on = Continuar sin iniciar sesión otra vez
identity-cancelled_title = Usted canceló el inicio de sesión
identity-cancelled = No ha pasado nada. Puede iniciar sesión otra vez o enviar su carta por correo postal.
identity-failed_title = No se pudo iniciar sesión
identity-unsupported = Su navegador no puede crear una clave lo bastante segura. Actualice su navegador o use otro. También puede enviar su carta por correo postal.
identity-not_kept = Su navegador no tiene la clave de esta sesión. Eso pasa si usted abre de nuevo esta página y, a menudo, también en una ventana privada. No se ha perdido nada. Inicie sesión otra vez, mejor en una ventana normal.
identity-refused_storage = Su navegador no puede guardar nada para este sitio: las cookies o el almacenamiento están bloqueados. El inicio de sesión los necesita por poco tiempo. No se ha perdido nada. Permítalos en los ajustes del navegador o use otro navegador.
identity-unreachable = El servicio de cartas no respondió. No se ha perdido nada. Compruebe si tiene internet e inicie sesión otra vez.
between-safe = No se ha perdido nada. Si ya escribió una carta, está a salvo.
identity-refused = La página de inicio de sesión o el servicio de cartas no aceptó el inicio de sesión. No se ha perdido nada. Inicie sesión otra vez.
identity-provider_down = El servicio de inicio de sesión no responde ahora. No se ha perdido nada. Elija otra forma de iniciar sesión o inténtelo más tarde.
identity-down = No responde ahora
identity-level = Esta forma de iniciar sesión no demuestra lo suficiente quién es usted. No se ha perdido nada. Inicie sesión otra vez y elija una forma más segura, por ejemplo, con la app y su documento de identidad.
identity-too_large = La prueba de esta sesión es demasiado grande para enviarla con su carta. Elija otra forma de iniciar sesión o envíe su carta por correo postal.
identity-expired = El inicio de sesión tardó demasiado. No se ha perdido nada. Inicie sesión otra vez.
identity-not_ours_title = Alto: esta sesión no es suya
identity-not_ours = La sesión que llegó no es de esta página. Puede que alguien esté intentando usar su sesión. No se ha enviado nada. Cierre esta página, no escriba ahora ninguna carta y avise a DJI.
identity-lost_title = Atención: sus inicios de sesión no llegan
identity-lost = Ha iniciado sesión dos veces, y el servicio de cartas no le dio a esta página ninguna prueba. Puede ser una avería. También puede que alguien use sus inicios de sesión para sí mismo. Su carta está segura: no se ha enviado.
identity-lost_report = Avise a DJI e indique esta hora: { $time }. Mire también la lista de sus inicios de sesión en su servicio de identificación.
identity-lost_later = No vuelva a iniciar sesión ahora. Hágalo más tarde, o envíe su carta por correo postal.
visitor-title = ¿Tiene un código de visitante?
visitor-lead = ¿No puede iniciar sesión? El mostrador de visitas le da un código en papel. Tiene dos partes. Cópielas del papel.
visitor-admission = Parte 1: acceso
visitor-proof = Parte 2: prueba
visitor-hint = Tres grupos de cuatro letras o cifras. No hacen falta guiones ni mayúsculas.
visitor-next = Continuar con este código
visitor-done = Con un código de visitante
visitor-wrong_length = Cada parte del código tiene doce letras o cifras: tres grupos de cuatro. Revísela.
visitor-wrong_character = «{ $character }» no se usa en ningún código. Compruébelo en el papel.
visitor-wrong_check = Hay un error de escritura en esta parte del código. Compruébela en el papel.
visitor-wrong_half = Esta es la otra parte de un código. Cambie las dos partes de lugar.
visitor-unknown = Este código no da acceso hoy. No se ha perdido nada. Compruebe si la fecha del papel es la de hoy y compare las letras y cifras. El mostrador de visitas puede darle un código nuevo.
visitor-used = Este código ya se ha usado. Un código sirve para usar esta página una sola vez. Pida un código nuevo en el mostrador de visitas.
visitor-too_many = Se están probando demasiados códigos en este momento. No se ha perdido nada. Espere un minuto e inténtelo de nuevo.

## Recipient

recipient-title = ¿A quién escribe?
recipient-lead = Nosotros no podemos ver si alguien está detenido ni dónde. DJI busca al destinatario de su carta.
recipient-number = Número de registro del destinatario
recipient-number_hint = Este número (registratienummer) está en las cartas del destinatario y del centro.
recipient-number_wrong = Escriba el número de registro del destinatario. Use solo las cifras y letras del número.
recipient-name = Nombre del destinatario
recipient-name_hint = Nombre y apellido, con las letras de su idioma.
recipient-name_wrong = Escriba el nombre del destinatario en una sola línea.
recipient-sender = Su nombre al final de la carta
recipient-sender_hint = Así aparece su nombre en el papel. DJI también ve con qué nombre ha iniciado sesión.
recipient-sender_wrong = Escriba el nombre que debe aparecer al final de su carta, en una sola línea.

## Writing

write-title = Escriba su carta
write-label = Su carta
write-pages =
    { $n ->
        [one] 1 página
        [many] { $n } de páginas
       *[other] { $n } páginas
    }
write-hint = Su carta puede tener hasta { $n } caracteres, en { $pages } como máximo.
write-left =
    { $n ->
        [one] Queda 1 carácter
        [many] Quedan { $n } de caracteres
       *[other] Quedan { $n } caracteres
    }
write-too_many =
    { $n ->
        [one] A su carta le sobra 1 carácter
        [many] A su carta le sobran { $n } de caracteres
       *[other] A su carta le sobran { $n } caracteres
    }
write-full = Su carta está llena al { $n } %
write-too_full = Su carta es demasiado larga: ocupa el { $n } % de lo que cabe
write-empty = Primero escriba su carta.
write-blocked = En su carta hay caracteres que no se pueden enviar. Debajo de la carta ve cuáles son y qué puede hacer.
write-next = Ver su carta
write-until = Su sesión es válida hasta el { $time }. Envíe su carta antes de esa hora.
findings-title = Revise esto
findings-show = Mostrar en la carta
findings-repair = Corregir esto
findings-repaired = Corregido.
rule-empty_title = Su carta está vacía
rule-empty = Primero escriba su carta.
rule-too_long_title = Su carta es demasiado larga
rule-too_long = Acorte su carta o escriba una segunda carta.
rule-control_title = Caracteres de control invisibles
rule-control = Estos caracteres no se pueden imprimir. A menudo vienen con el texto que usted pega. Con «Corregir esto» se quitan todos. Sus palabras no cambian.
rule-bidi_title = Caracteres que cambian la dirección de la escritura
rule-bidi = Estos caracteres invisibles dan la vuelta al orden de las letras. Así, el texto puede decir algo distinto de lo que usted ve. Con «Corregir esto» se quitan todos. El árabe y el hebreo siguen bien escritos.
rule-zero_width_title = Caracteres invisibles
rule-zero_width = Nadie ve estos caracteres. A menudo vienen con el texto que usted pega. Con «Corregir esto» se quitan todos. Sus palabras no cambian.
rule-tag_title = Caracteres ocultos
rule-tag = Estos caracteres pueden contener texto invisible. Con «Corregir esto» se quitan todos. Lo que usted ve no cambia.
rule-private_use_title = Caracteres que nadie más puede leer
rule-private_use = Este carácter solo existe en su propio dispositivo o programa. En el papel será un cuadrito vacío. Con «Corregir esto», un punto, una flecha o una cara de Word pasan a ser normales. Lo demás se quita.
rule-combining_pile_title = Demasiados signos unos sobre otros
rule-combining_pile = Una letra lleva más de seis acentos sueltos. En el papel se mezclan con otras líneas. Con «Corregir esto» quedan seis.
rule-web_address_title = Una dirección de internet
rule-web_address = Su carta se entrega en papel: no se puede hacer clic en una dirección. Puede dejarla.
rule-mail_address_title = Una dirección de correo electrónico
rule-mail_address = Las personas detenidas casi nunca pueden usar el correo electrónico. El personal que lee su carta ve esta dirección. Puede dejarla.
rule-phone_number_title = Un número de teléfono
rule-phone_number = El personal que lee su carta ve este número. Si el número es correcto, puede dejarlo.
rule-iban_title = Un número de cuenta bancaria
rule-iban = El personal que lee su carta ve este número. Si es necesario, puede dejarlo. No escriba nunca el PIN de su tarjeta.
rule-bsn_title = Quizá un número de identificación ciudadana (BSN)
rule-bsn = Con un número de identificación ciudadana (BSN), alguien puede hacerse pasar por otra persona. Es mejor quitarlo. Si es otro número, puede dejarlo.
rule-mixed_scripts_title = Letras de dos alfabetos en una palabra
rule-mixed_scripts = Esta palabra parece normal, pero tiene letras de otro alfabeto. Si no era su intención, escriba la palabra de nuevo. También puede dejarla.

## Review, sealing and sending

review-title = Lea su carta una vez más
review-lead = Así sale su carta en papel. Si todo está bien, envíela.
review-recipient = Destinatario
review-change_recipient = Cambiar el destinatario
review-number = Número
review-change_number = Cambiar el número
review-sender = Su nombre
review-change_sender = Cambiar su nombre
review-letter = Su carta
review-change_letter = Cambiar la carta
review-sheet = Hoja { $n } de { $all }
review-after = Después de enviarla, usted ya no puede leer ni cambiar su carta, tampoco en este dispositivo. Solo DJI puede abrirla.
send = Sellar y enviar
send-busy = Enviando…
send-sealing = Se está sellando su carta…
send-uploading = Su carta está sellada y se está enviando…

## How letters are supervised, as the manifest says

supervision-read_title = DJI lee su carta
supervision-read = El personal de DJI lee su carta antes de entregarla al destinatario. Puede retener una carta. Así lo dice la ley.
supervision-sample_title = DJI lee una parte de las cartas
supervision-sample = Un ordenador de DJI revisa todas las cartas. El personal de DJI lee una parte de ellas, y quizá también la suya. Puede retener una carta. Así lo dice la ley.
supervision-rules_title = DJI revisa su carta
supervision-rules = Un ordenador de DJI revisa su carta antes de entregarla al destinatario. El personal de DJI también puede leerla. DJI puede retener una carta. Así lo dice la ley.

## A letter without a receipt

unsent-title = Todavía no se ha podido enviar
unsent-not_sealed = Su navegador no pudo sellar la carta.
unsent-visit_over = Su sesión ha caducado.
unsent-no_grant = Con esta sesión ya no puede enviar más cartas.
unsent-manifest = Los datos del servicio de cartas han caducado y no se pudieron obtener datos nuevos.
unsent-other_notice = DJI revisa ahora las cartas de otra manera que la que usted leyó aquí. Por eso su carta todavía no se ha enviado.
unsent-unreachable = No hubo respuesta. Puede que se haya cortado su conexión a internet. No sabemos si la carta ha llegado.
unsent-trouble = El servicio de cartas tiene una avería o está muy ocupado.
unsent-too_many = Ahora hay demasiadas cartas a la vez.
unsent-too_many_minutes =
    { $n ->
        [one] Ahora hay demasiadas cartas a la vez. Espere 1 minuto.
        [many] Ahora hay demasiadas cartas a la vez. Espere { $n } de minutos.
       *[other] Ahora hay demasiadas cartas a la vez. Espere { $n } minutos.
    }
unsent-spent_grant = El permiso para enviar esta carta ya se usó para otra carta.
unsent-outdated = La clave con la que se selló su carta ya no se usa.
unsent-refused = El servicio de cartas no aceptó la carta sellada. Es un fallo de esta página, no de su carta.
unsent-false_receipt = Atención: el comprobante no es correcto. No demuestra que su carta se haya guardado. Puede que alguien lo haya manipulado.
unsent-send_again = Enviar otra vez
unsent-seal_again = Sellar y enviar otra vez
unsent-back = Volver a su carta
unsent-log_in = Iniciar sesión otra vez
unsent-stop = Terminar y dejar la carta aquí en espera
unsent-reference = Usted escribió con un código de visitante. Su carta puede esperar en este dispositivo, aunque cierre la página. Guarde antes esta referencia: solo con ella puede ver más tarde cómo va su carta. No está en ningún lugar de este dispositivo. No se la enseñe a nadie.
unsent-noted = Tengo la referencia: dejar la carta aquí en espera
unsent-waits = Su carta espera ahora en este dispositivo.
safe-title = ¿Está segura mi carta?
safe-sealed = Sí. Su carta está sellada y sigue en esta página. No cierre la página.
safe-written = Sí. Su carta sigue en esta página, tal como usted la escribió. No cierre la página.
safe-kept = Sí. Su carta sigue en esta página, tal como usted la escribió. Este navegador también la guarda siete días: solo se abre con su inicio de sesión.
advice-send_again = Espere un momento y envíela otra vez. Su carta nunca llega dos veces.
advice-seal_again = Selle y envíe la carta otra vez. No tiene que volver a escribir nada.
advice-other_notice = Vuelva a su carta. Lea allí qué hace DJI ahora con las cartas, y envíela otra vez.
advice-new_login = Inicie sesión otra vez. Su carta queda guardada: no tiene que volver a escribir nada.
advice-refused = Vuelva a su carta y copie el texto. Después, cargue de nuevo la página o envíe su carta por correo postal.
advice-false_receipt = Envíela otra vez. Si el comprobante vuelve a estar mal, avise a DJI y envíe su carta por correo postal.

## Receipt

receipt-title = Su carta está guardada
receipt-lead = Hemos revisado el comprobante en este dispositivo. Es correcto.
receipt-stored_title = Guardada
receipt-stored = Su carta sellada está en el registro. DJI todavía no la ha recogido. Este mensaje cambia solo.
receipt-seen_title = Vista por DJI
receipt-seen = DJI ha firmado que tiene su carta sellada. Después, DJI abre y revisa la carta.
receipt-witnessed = Testigos independientes también han firmado que su carta está en el registro.
receipt-reference = Su referencia
receipt-keep = Guarde esta referencia. Solo con ella puede ver más tarde cómo va su carta. No podemos dársela otra vez. No se la enseñe a nadie.
receipt-sealed = Sellada el
receipt-when = Enviada el
receipt-place = Lugar en el registro
receipt-id = Identificación de la carta sellada
receipt-save = Guardar la referencia
receipt-file = Lakzegel. La referencia de su carta es { $reference }. No se la enseñe a nadie.
receipt-print = Imprimir
receipt-proof = Guardar el comprobante
receipt-next_title = ¿Qué pasa ahora?
receipt-next = DJI revisa su carta y decide. Hay noticias unas cuantas veces al día. Este servicio nunca dice si la carta se entrega ni cuándo.
receipt-another = Escribir otra carta
receipt-sure = Todavía no ha guardado, copiado ni impreso su referencia. Sin ella ya no puede ver cómo va esta carta. ¿Quiere seguir de todos modos?
receipt-sure_yes = Sí, sin la referencia
receipt-end_why = ¿Ha terminado? Entonces salga. Se borra todo de esta página. Antes, guarde su referencia.
receipt-end = Salir y borrar todo

## Status

status-title = ¿Cómo va su carta?
status-lead = Escriba la referencia que recibió al enviar la carta. Este dispositivo descifra la respuesta.
status-reference = Referencia
status-reference_hint = Siete grupos de cuatro letras o cifras. No hacen falta guiones ni mayúsculas.
status-reference_wrong = Hay un error de escritura en la referencia. Revísela: son siete grupos de cuatro letras o cifras.
status-ask = Ver cómo va
status-busy_title = Un momento
status-busy = Estamos preguntando cómo va su carta.
status-nothing_title = Todavía no hay noticias
status-nothing = Todavía no se sabe nada de esta carta. Vuelva a mirar dentro de unas horas. ¿Sigue sin haber nada después de un día? Entonces puede que DJI no haya podido abrir la carta. Pregúnteselo a DJI, con su comprobante. Después de unos meses aquí ya no se muestra nada.
status-old_title = Esta noticia es antigua
status-old = El { $time } aquí decía: { $state }. Hay noticias unas cuantas veces al día, y ahora hace más tiempo que no las hay. Puede que haya cambiado. Vuelva a mirar más tarde. Si sigue así, pregúnteselo a DJI.
status-unreachable_title = No hay respuesta
status-unreachable = El servicio de cartas no respondió. Eso no cambia nada para su carta. Inténtelo de nuevo más tarde.
status-between_title = Ha respondido otra cosa
status-false_title = Esta respuesta no es correcta
status-false = La respuesta no está firmada por DJI o no es de su carta. No confíe en ella. Inténtelo de nuevo más tarde. Si sigue igual, avise a DJI.
status-received_title = Recibida
status-received = DJI tiene su carta sellada. Todavía no la ha revisado.
status-screening_title = Se está revisando
status-screening = Una persona que trabaja en DJI está mirando su carta.
status-screened_title = Revisada y aprobada
status-screened = DJI ha revisado su carta y no la retiene. Eso no significa que ya se haya entregado.
status-withheld_title = Retenida
status-withheld_do = Puede escribir otra carta o enviar una carta por correo postal.
status-at = Publicado el { $time }
ground-order = DJI retiene su carta por el orden y la seguridad en el centro.
ground-public = DJI retiene su carta por el orden público o la seguridad nacional.
ground-offences = DJI retiene su carta para prevenir o investigar delitos.
ground-victims = DJI retiene su carta para proteger a víctimas o a otras personas.
ground-unreadable = DJI no pudo abrir su carta. No es por lo que usted escribió. Envíela otra vez.
ground-identity = DJI no pudo comprobar quién escribió la carta. Inicie sesión otra vez y envíela de nuevo.
ground-rules = Su carta es demasiado larga o tiene caracteres que no están permitidos. Cámbiela y envíela otra vez.
ground-duplicate = Esta carta ya llegó antes, con otro contenido. Envíela otra vez como una carta nueva.

## Keeping a receipt, asking how a letter fares, checking a receipt later

receipt-address = Mirar más tarde en
receipt-copy = Copiar
receipt-copied = La referencia está copiada. Péguela en un lugar que solo vea usted.
receipt-not_copied = No se ha podido copiar. Guarde la referencia o apúntela.
receipt-found_again = ¿La ha perdido? Hasta el { $time } sigue en este dispositivo, cifrada. Después de iniciar sesión la encuentra entre las cartas que esperan.
receipt-share = Enviársela a sí mismo
receipt-proof_title = Prueba para más tarde
receipt-proof_why = Con este archivo cualquiera puede comprobar más tarde que su carta sellada se guardó. No dice nada de usted, del destinatario ni de lo que escribió.
receipt-check = Comprobar un comprobante
status-decision = DJI decide
status-later = Hay noticias unas cuantas veces al día. Vuelva a mirar más tarde.
status-law = Es un motivo de la ley neerlandesa: el artículo 36 de la Penitentiaire beginselenwet.
status-complain = Si no está de acuerdo, envíe una queja a DJI en el plazo de un año. No cuesta nada. DJI suele responder en seis semanas. En dji.nl se explica cómo.
status-ombudsman = Si no está de acuerdo con la respuesta, pida ayuda al Defensor del Pueblo (Nationale ombudsman). Tampoco cuesta nada: nationaleombudsman.nl.
status-name = Ponga en la queja la identificación de la carta que está aquí abajo. No dé su referencia a nadie, tampoco en una queja.
check-title = Comprobar un comprobante
check-lead = ¿Tiene el archivo con la prueba? Aquí ve si es correcto. Cualquiera puede hacerlo, también años después.
check-file = Elegir el archivo con la prueba
check-hint = Su nombre termina en .tlog-proof. También puede arrastrar el archivo a esta página.
check-private = El archivo se queda en este dispositivo. No se envía nada.
check-name = Archivo:
check-proof_title = Este comprobante es correcto
check-proof = La carta sellada con esta identificación está en el registro que ha firmado el servicio de cartas. Nadie puede sacarla de allí sin que se note.
check-seen = DJI firmó el { $time } que tiene la carta sellada. Así que se guardó antes.
check-unseen = En este archivo DJI todavía no ha firmado que tiene la carta sellada.
check-witnessed = Testigos independientes firmaron el { $time } que esta carta está en el registro.
check-not_title = ¿Qué no prueba?
check-not = No prueba quién escribió la carta, para quién es ni qué dice. Tampoco que se haya leído o entregado.
check-demo_here = Esto es la demo: la carta no es real.
check-broken_title = Este comprobante no es correcto
check-broken = Algo ha cambiado en él o falta una parte. Por eso no prueba nada. Pruebe con el archivo que guardó primero.
check-lost_title = El servicio de cartas ha perdido esta carta
check-lost = Su carta llegó: está en el registro y su comprobante lo demuestra. Pero el servicio ha declarado con dos firmas que la carta sellada misma se ha perdido. Así que DJI no puede leerla ni entregarla. Escriba la carta otra vez. Guarde el comprobante: es su prueba para una queja. Si la carta aparece, lo verá con su referencia en la página que dice cómo va su carta.
check-contradicted_title = El servicio de cartas se contradice
check-contradicted = El servicio ha declarado que esta carta se ha perdido. Pero DJI firmó antes que tiene la carta, o en el registro hay otra en este lugar. Así que la declaración no es correcta. Guarde este archivo: es la prueba. Envíe una queja a DJI.
check-retired_title = Este comprobante todavía no se puede confirmar aquí
check-retired = La clave que lo firmó ya no se usa y no tiene ninguna otra firma. Con internet, esta página puede mirar en el registro si es correcto.
check-look_up = Mirar en el registro
check-not_found = El registro no muestra que este comprobante sea correcto, o no había internet. Inténtelo más tarde.
check-save_why = Guarde el archivo otra vez. Así contiene lo que se miró en el registro y es correcto también sin internet.
check-demo_title = Un comprobante de la demo
check-demo = Viene de una demo de este servicio de cartas. Allí ninguna carta es real.
check-foreign_title = Un comprobante de otro servicio de cartas
check-foreign = Aquí no se puede ver si es correcto. Compruébelo en el servicio de cartas del que viene.
check-unnamed_title = No dice de qué carta es
check-unnamed = El archivo es un comprobante, pero no nombra ninguna carta. Elija el archivo que guardó en la página con su referencia.
check-other_title = Esto no es un comprobante
check-other = El archivo es otra cosa. Busque un archivo cuyo nombre termine en .tlog-proof.
check-unreadable_title = No se puede leer el archivo
check-unreadable = Su navegador no ha podido leer el archivo. Elíjalo otra vez.

## Kiosk

kiosk-nothing_kept = En este dispositivo no se guarda nada.
kiosk-offline = Ahora no hay conexión. Lo que escribe se queda. Esta página lo intenta de nuevo por sí sola.
kiosk-online = Vuelve a haber conexión.
kiosk-end = Terminar la visita
kiosk-size = Letras
kiosk-size_normal = Letras normales
kiosk-size_large = Grandes
kiosk-size_largest = Muy grandes
kiosk-contrast = Colores
kiosk-contrast_normal = Colores normales
kiosk-contrast_high = Contraste fuerte
kiosk-time_title = Tiempo
kiosk-time_normal = Tiempo normal
kiosk-time_more = Más tiempo
kiosk-minutes =
    { $n ->
        [one] 1 minuto
        [many] { $n } de minutos
       *[other] { $n } minutos
    }
kiosk-seconds =
    { $n ->
        [one] 1 segundo
        [many] { $n } de segundos
       *[other] { $n } segundos
    }
kiosk-time = ¿No hace nada durante { $idle }? Entonces preguntamos si sigue ahí. ¿No hay respuesta en { $warning }? Entonces lo borramos todo. Puede continuar tantas veces como quiera.
kiosk-again_title = No tiene que hacer nada
kiosk-again = Esta página lo intenta de nuevo por sí sola. ¿No funciona? Pida ayuda en el mostrador de visitas o envíe una carta por correo.
kiosk-codes = En el mostrador de visitas recibe un código en papel. El código tiene dos partes. Cópielas del papel.
kiosk-no_codes = Ahora no puede escribir una carta aquí, porque no se aceptan códigos de visitante. Pida ayuda en el mostrador de visitas.
kiosk-letter_stays = Su carta se queda en esta página. No tiene que escribir nada de nuevo.
kiosk-idle_title = ¿Sigue ahí?
kiosk-idle = Si no hace nada, pronto borraremos todo lo que escribió. ¿Quiere continuar? Pulse entonces ‘Continuar’.
kiosk-idle_unsent = Su carta todavía no se ha enviado. También se borrará.
kiosk-left = Tiempo restante: { $time }.
kiosk-go_on = Continuar
kiosk-ask_title = Su carta todavía no se ha enviado
kiosk-ask = Si termina ahora, su carta se borra. Nadie puede recuperarla.
kiosk-ask_back = Volver a mi carta
kiosk-ask_end = Borrar y terminar
kiosk-ended_title = Su visita ha terminado
kiosk-over = Todo está borrado. Esta página empieza de nuevo por sí sola cuando haya conexión.
kiosk-ended_done = Todo lo que escribió está borrado de este dispositivo.
kiosk-ended_idle = Durante un tiempo no hizo nada. Por eso todo lo que escribió está borrado de este dispositivo.
kiosk-ended_broken = Algo falló en este dispositivo. Por eso todo lo que escribió está borrado.
kiosk-ended_stored = Su carta se ha enviado. Llévese su copia impresa: con la referencia que contiene verá más tarde cómo va su carta.
kiosk-ended_unknown = No sabemos si su carta ha llegado. ¿Vio un acuse de recibo? Entonces está guardada.
kiosk-ended_unsent = Lo que todavía no había enviado no se ha enviado ni se ha guardado.
kiosk-ended_code = ¿Quiere escribir otra carta? Pida un código nuevo en el mostrador de visitas.
kiosk-ended_new = Empezar una visita nueva
kiosk-print_first = ¿Ha terminado? Imprima su acuse de recibo o copie su referencia a mano. Después termine la visita. Entonces se borra todo.

## A letter that waits on the device

draft-title = Su carta en este dispositivo
draft-will = Mientras usted escribe, este navegador guarda su carta. Así no la pierde si algo falla. Está aquí cifrada: solo se abre con su inicio de sesión. Se borra después de enviarla o, si no la envía, a los siete días.
draft-kept = Este navegador guarda su carta cifrada: solo se abre con su inicio de sesión. ¿Algo ha fallado? Inicie sesión aquí otra vez. La carta se borra después de enviarla o, si no la envía, el { $time }.
draft-only_here = Su carta solo está en esta página: no la cierre.
draft-failed = Este navegador no puede guardar su carta. Quizá es una ventana privada, el dispositivo está lleno o las cookies y el almacenamiento están bloqueados. Su carta solo está en esta página: no la cierre.
draft-none = Ya no se guarda nada de su carta en este dispositivo.
draft-shared = Otras personas también usan este dispositivo
draft-shared_hint = Entonces este navegador no guarda nada. Lo que ya estaba aquí se borra enseguida.
draft-stop = Parar y seguir más tarde
draft-stop_throw = Parar y borrar la carta
draft-sure = ¿Quiere borrar esta carta para siempre?
draft-sure_yes = Sí, borrarla
draft-sure_no = No
draft-offer_title = Usted había empezado una carta
draft-offer = Escribió en ella por última vez el { $time }.
draft-go_on = Seguir con esta carta
draft-throw = Borrar esta carta
draft-thrown = La carta se ha borrado. No queda nada de ella en este dispositivo.
draft-gone = Esta carta ya no está en este dispositivo.
draft-back = Su carta ha vuelto.

## Letters that wait

outbox-title = Cartas que esperan
outbox-lead = Aquí ve qué cartas no se han enviado todavía. Están selladas: nadie puede leerlas aquí.
outbox-none = En este dispositivo no espera ninguna carta.
outbox-letter = Carta del { $time }
outbox-waits = Esta carta no se ha enviado todavía.
outbox-until = Debe enviarse antes del { $time }. Después DJI ya no la acepta.
outbox-soon = Atención: queda poco tiempo. Busque pronto un lugar con internet.
outbox-forgets = Este navegador borra a los siete días lo que guarda una página. Vuelva antes del { $time }, o guarde la carta como archivo.
outbox-too_late = El tiempo de esta carta ha terminado. No se envió y ya no se puede enviar. Escríbala de nuevo, o envíe una carta por correo.
outbox-spent = Esta carta no se ha enviado. El derecho a enviarla ya se usó o ha caducado. Inicie sesión y escriba la carta de nuevo.
outbox-outdated = Esta carta no se ha enviado. DJI ya no usa la clave de esta carta. Escriba la carta de nuevo.
outbox-refused = Esta carta no se ha enviado. El servicio de cartas no la acepta. No es culpa suya. Escriba la carta de nuevo, o envíela por correo.
outbox-text = Su texto sigue en este dispositivo, cifrado. Inicie sesión como entonces: después puede continuar con él.
outbox-stored = Esta carta se ha enviado. Hemos comprobado el comprobante. Mírelo y guarde su referencia.
outbox-stored_log_in = Esta carta se ha enviado. Hemos comprobado el comprobante. ¿La escribió usted? Inicie sesión como entonces. Así verá el comprobante y su referencia.
outbox-stored_code = Esta carta se ha enviado. Hemos comprobado el comprobante. Se escribió con un código de visitante. Quien tiene la referencia puede ver con ella cómo va la carta.
outbox-show = Ver el comprobante
outbox-first = Ahora está escribiendo otra carta. Envíe primero esa. Después puede ver aquí el comprobante.
outbox-discard = Borrar
outbox-sure = ¿Quiere borrar esto para siempre? Después nadie puede recuperarlo.
outbox-sure_yes = Sí, bórrelo
outbox-sure_no = No, guárdelo
outbox-discarded = Se ha borrado.
outbox-next_title = ¿Qué pasa después?
outbox-by_itself = ¿Vuelve a haber internet? Entonces su navegador envía la carta por sí solo, aunque esta página esté cerrada. Mire aquí más tarde si ya ha salido.
outbox-next = ¿Vuelve a haber internet? Entonces la carta sale sola mientras esta página está abierta. Si cierra la página, ábrala de nuevo más tarde.
outbox-open_only = ¿Vuelve a haber internet? Entonces la carta sale sola. Deje esta página abierta: en este dispositivo no guardamos nada.
outbox-send = Enviar ahora
outbox-save = Guardar como archivo
outbox-log_in = ¿Escribió usted esta carta? Inicie sesión como entonces. Así también podrá guardarla como archivo.
outbox-log_in_now = Iniciar sesión
outbox-code = Se escribió con un código de visitante. Quien tiene la referencia puede ver con ella más tarde cómo va la carta.
outbox-file_title = Enviar desde otro dispositivo
outbox-file = Guarde como archivo una carta que espera. Abra ese archivo aquí en otro dispositivo. Entonces la carta sale desde allí.
outbox-file_has = En el archivo están la carta sellada, el derecho a enviarla una vez y su referencia. Nadie puede leer la carta con él. Aun así, no dé el archivo a nadie: quien lo tenga puede ver qué pasa con su carta.
outbox-file_text = Lakzegel. En este archivo hay una carta sellada que no se ha enviado todavía. Ábralo en la página de cartas que esperan. No lo dé a nadie.
outbox-open = Abrir un archivo
outbox-open_wrong = En este archivo no hay ninguna carta que espera, o está dañado. No ha cambiado nada. Elija otro archivo.
outbox-offline = No hay internet. Esta página usa lo que recibió antes. Aquí puede leer, pero todavía no puede iniciar sesión ni enviar.
outbox-between = Responde otra cosa en lugar del servicio de cartas, como la página de acceso de una red wifi o un filtro. Esta página usa lo que recibió antes. Aquí puede leer, pero todavía no puede iniciar sesión ni enviar.
outbox-strip =
    { $n ->
        [one] 1 carta no se ha enviado todavía
        [many] { $n } cartas no se han enviado todavía
       *[other] { $n } cartas no se han enviado todavía
    }
outbox-strip_stored =
    { $n ->
        [one] 1 carta se ha enviado ahora: mire aquí
        [many] { $n } cartas se han enviado ahora: mire aquí
       *[other] { $n } cartas se han enviado ahora: mire aquí
    }
outbox-safe = Sí. Su carta está sellada y espera en este dispositivo, aunque cierre la página. Nadie puede leerla aquí.

## Wiping the device

wipe-title = Borrar todo lo de Lakzegel de este dispositivo
wipe-sure = ¿Quiere borrar esto de este navegador para siempre? Entonces termina su visita. Cierre antes las otras pestañas de Lakzegel.
wipe-drafts = las cartas empezadas aquí, también la de ahora
wipe-receipts = los comprobantes y las referencias de las cartas que ya se enviaron
wipe-copy = la copia de Lakzegel para usarla sin internet, los datos firmados del servicio de cartas y lo que usted eligió para este dispositivo
wipe-letters =
    { $n ->
        [one] También 1 carta que no se ha enviado todavía
        [many] También { $n } cartas que no se han enviado todavía
       *[other] También { $n } cartas que no se han enviado todavía
    }
wipe-letters_hint = Entonces lo que no se ha enviado no se enviará nunca. Si no marca esto, sigue esperando aquí, con la copia de Lakzegel y los datos que necesita.
wipe-done_title = Borrado
wipe-done = En este navegador ya no queda nada de Lakzegel ni de sus cartas. Puede cerrar esta página.
wipe-done_letters = Lo que no se ha enviado sigue aquí, con lo que necesita. Todo lo demás se ha borrado. Lo que aún puede esperar sale cuando usted vuelva a abrir Lakzegel y haya internet. A veces su navegador lo hace por sí solo.
wipe-failed_title = No se ha borrado todo
wipe-failed = Este navegador no lo ha borrado todo. Cierre todas las páginas de Lakzegel y borre los datos de este sitio en los ajustes de su navegador.

## Writing: limits, findings, paste, spell checking

write-all_there = Todo sigue ahí. Lo que sobra está marcado.
findings-below =
    { $n ->
        [one] Debajo de la carta hay 1 punto para revisar
        [many] Debajo de la carta hay { $n } de puntos para revisar
       *[other] Debajo de la carta hay { $n } puntos para revisar
    }
findings-more = Y hay más lugares. Están marcados en la carta.
findings-undo = Deshacer
findings-undone = Su carta está otra vez como antes.
paste-text = Solo se ha pegado el texto. Esto no se puede incluir:
paste-nothing = Esto no puede ir en la carta: no contiene texto. No se ha pegado nada y no se ha perdido nada.
paste-pictures = imágenes
paste-tables = la forma de una tabla: las palabras sí están
paste-links = las direcciones de los enlaces: las palabras sí están
paste-styles = formato, como la negrita y el color
paste-too_long = Este texto es demasiado largo para una carta. No se ha incluido nada de él. Su carta está como estaba. Una carta puede tener hasta { $n } caracteres.
paste-field_too_long = Este texto es demasiado largo para este campo. No se ha incluido nada de él. El campo está como estaba.
spelling-on = Activar la corrección ortográfica de su navegador
spelling-off = Desactivar la corrección ortográfica de su navegador
spelling-why = Para esa corrección, algunos navegadores envían su texto al fabricante.

## Review: the printed page

review-paper = Así queda su carta en el papel, con las mismas líneas y páginas. DJI añade cuándo la selló, su identificador y si su nombre es el de su inicio de sesión.
unprinted-title = La impresora no conoce todos los caracteres
unprinted-text = DJI no tiene tipo de letra para estos caracteres. En el papel sale un cuadro vacío. Es mejor escribirlo de otra manera, o enviar la carta por correo.
unprinted-place = Hoja { $n }, línea { $line }
unprinted-more = Y en más lugares. En la carta de abajo estos caracteres tienen un borde.
