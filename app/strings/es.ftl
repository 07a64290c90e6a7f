### What the first two pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Frame

service = Lakzegel
frame-skip = Ir directamente al contenido
frame-languages = Idioma
frame-strip = Cartas para personas detenidas
frame-demo = Demostración
frame-demo_what = : no es correo de verdad
help-title = Ayuda
help-post = ¿Tiene preguntas sobre cartas, visitas o llamadas? Consulte dji.nl.
help-life_title = ¿Teme por la vida de alguien?
help-life_text = En los Países Bajos, llame al 113 o al 0800-0113, de día o de noche. Si hay peligro inmediato, llame al 112.
help-life = ¿Teme por la vida de alguien? En los Países Bajos, llame al 113 o al 0800-0113. Si hay peligro inmediato, llame al 112.
step_of = Paso { $n } de { $all }
back = Atrás
next = Continuar
errors-title =
    { $n ->
        [one] Hay 1 problema
        [many] Hay { $n } de problemas
       *[other] Hay { $n } problemas
    }
errors-mark = Error:
supervision-title = DJI puede leer su carta
supervision-text = DJI revisa todas las cartas antes de entregarlas y puede leerlas. DJI puede retener una carta. Así lo dice la ley.

## Start: the same Dutch words as in index.html

start-title = Escriba una carta a una persona detenida
start-lead = ¿Tiene a alguien cercano en una prisión o en otro centro de DJI, la agencia penitenciaria de los Países Bajos? Escriba aquí su carta. DJI la imprime en papel.
start-begin = Empezar la carta
start-how_title = Así funciona
start-how_identity = Usted muestra quién es.
start-how_write = Usted escribe su carta.
start-how_seal = Su carta se sella en este dispositivo. Después, solo DJI puede abrirla.
start-how_receipt = Usted recibe un comprobante. Con él puede ver más tarde cómo va su carta.
start-privileged_title = ¿Es usted abogado, juez o parlamentario?
start-privileged = DJI no tiene permiso para leer las cartas de abogados, jueces, parlamentarios, el Defensor del Pueblo neerlandés, el servicio de libertad vigilada y las comisiones de supervisión. ¿Escribe usted por ese trabajo? Entonces no use este servicio de cartas. Envíe su carta por correo postal.
start-post_title = Siempre puede usar el correo postal
start-post = Siempre puede enviar una carta por correo postal. Escriba en el sobre el nombre del destinatario y, si lo sabe, el número de registro. La dirección del centro está en dji.nl.
start-status_title = ¿Ya ha enviado una carta?
start-status = Ver cómo va su carta

## Sending is not possible

refused-title = Ahora no se puede enviar
refused-no_root_keys = Esta página se hizo sin las claves de DJI. No puede saber en quién confiar y por eso no envía nada.
refused-unreachable = El servicio de cartas no responde. Puede que usted no tenga internet o que el servicio no esté disponible en este momento.
refused-between = Ha respondido algo entre su dispositivo y el servicio de cartas, no el propio servicio. A menudo es la página de acceso de una red wifi, o un filtro.
refused-forged = Los datos del servicio de cartas no están firmados por DJI. Puede que alguien los haya cambiado.
refused-one_signature = Los datos del servicio de cartas solo tienen una de las dos firmas necesarias.
refused-other_deployment = Los datos son de otro servicio de cartas, no de este.
refused-expired = Los datos del servicio de cartas caducaron el { $date }.
refused-not_yet = Los datos del servicio de cartas solo son válidos a partir del { $date }.
refused-older = Los datos del servicio de cartas no son los más recientes. Puede que alguien haya vuelto a poner datos antiguos.
refused-stale = El servicio de cartas no puede demostrar que sus datos sean los más recientes.
refused-clock = El reloj de su dispositivo no está bien. Su dispositivo dice: { $device }. El servicio de cartas dice: { $server }.
refused-other_rules = Esta página no es la más reciente. Se volvió a cargar, pero no sirvió.
refused-keys_over = En este momento no hay ninguna clave para sellar cartas.
refused-safe_title = ¿He perdido algo?
refused-safe = No. Todavía no ha escrito nada y no se ha enviado nada.
refused-do_title = ¿Qué puede hacer?
refused-again = Intentar de nuevo
advice-clock = Ponga bien la fecha y la hora en los ajustes de su dispositivo. Después, inténtelo de nuevo.
advice-unreachable = Compruebe si tiene internet. Inténtelo de nuevo dentro de unos minutos.
advice-between = ¿Usa wifi? Abra otra página web y acceda a la red wifi. O use otra red. Después, inténtelo de nuevo.
advice-warn = No use esta página ahora. Inténtelo de nuevo más tarde, mejor con otra red. Si sigue igual, avise a DJI.
advice-later = Inténtelo de nuevo más tarde.

## Privileged correspondents

privileged-title = ¿Puede DJI leer sus cartas?
privileged-lead = Hay personas cuyas cartas DJI no tiene permiso para leer. ¿Escribe usted como una de ellas?
privileged-lawyer = abogado del destinatario
privileged-judge = juez, fiscal o personal de un tribunal
privileged-parliament = miembro del Senado o de la Cámara de Representantes de los Países Bajos, del Parlamento Europeo, o ministro
privileged-ombudsman = Defensor del Pueblo neerlandés (Nationale ombudsman) o personal de una inspección del Estado
privileged-committee = miembro de una comisión de supervisión (commissie van toezicht) o del consejo RSJ
privileged-probation = personal del servicio de libertad vigilada (reclassering)
privileged-no = No, escribo como familiar o persona cercana
privileged-yes = Sí, escribo por ese trabajo
privileged-leave_title = Envíe su carta por correo postal
privileged-leave = DJI no tiene permiso para leer su carta, y aquí se puede leer cualquier carta. Por eso, envíe su carta por correo postal. Escriba en el sobre quién es usted. No hemos guardado nada sobre usted.
