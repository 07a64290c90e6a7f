### What the first two pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Frame

service = Lakzegel
frame-skip = İçeriğe geç
frame-languages = Dil
frame-strip = Cezaevindeki kişilere mektuplar
frame-demo = Demo
frame-demo_what = : gerçek posta değil
help-title = Yardım
help-post = Posta, ziyaret veya telefon görüşmesi hakkında sorunuz mu var? dji.nl sitesine bakın.
help-life_title = Birinin hayatından endişe mi ediyorsunuz?
help-life_text = Hollanda’da gece gündüz 113 veya 0800-0113 numarasını arayın. Acil tehlike varsa 112 numarasını arayın.
help-life = Birinin hayatından endişe mi ediyorsunuz? Hollanda’da 113 veya 0800-0113 numarasını arayın. Acil tehlike varsa 112 numarasını arayın.
step_of = { $n }. adım, toplam { $all } adım
back = Geri
next = Devam
errors-title =
    { $n ->
        [one] 1 sorun var
       *[other] { $n } sorun var
    }
errors-mark = Hata:
supervision-title = DJI mektubunuzu okuyabilir
supervision-text = DJI her mektubu teslim etmeden önce denetler ve okuyabilir. DJI bir mektubu alıkoyabilir. Kanunda böyle yazar.

## Start: the same Dutch words as in index.html

start-title = Cezaevindeki birine mektup yazın
start-lead = Bir yakınınız cezaevinde mi, yoksa Hollanda ceza infaz idaresinin (Dienst Justitiële Inrichtingen, kısaca DJI) başka bir kurumunda mı? Mektubunuzu burada yazın. DJI onu kâğıda basar.
start-begin = Mektuba başla
start-how_title = Nasıl yapılır
start-how_identity = Kim olduğunuzu gösterirsiniz.
start-how_write = Mektubunuzu yazarsınız.
start-how_seal = Mektubunuz bu cihazda mühürlenir. Bundan sonra onu yalnızca DJI açabilir.
start-how_receipt = Size bir alındı belgesi verilir. Onunla mektubunuzun durumunu daha sonra görebilirsiniz.
start-privileged_title = Avukat, hâkim veya milletvekili misiniz?
start-privileged = Avukatların, hâkimlerin, milletvekillerinin, Ulusal Ombudsman’ın, denetimli serbestlik kurumunun ve izleme kurullarının mektuplarını DJI okuyamaz, buna izni yoktur. Bu göreviniz için mi yazıyorsunuz? O zaman bu mektup hizmetini kullanmayın. Normal postayla gönderin.
start-post_title = Normal posta her zaman mümkün
start-post = Her zaman postayla mektup gönderebilirsiniz. Zarfın üzerine alıcının adını ve biliyorsanız kayıt numarasını yazın. Kurumun adresini dji.nl sitesinde bulabilirsiniz.
start-status_title = Daha önce mektup gönderdiniz mi?
start-status = Mektubun durumuna bak

## Sending is not possible

refused-title = Şu anda mektup gönderilemiyor
refused-no_root_keys = Bu sayfa, DJI anahtarları olmadan yapılmış. Kime güvenileceğini bilemiyor ve bu yüzden hiçbir şey göndermiyor.
refused-unreachable = Mektup hizmeti yanıt vermiyor. Belki internetiniz yok veya hizmete şu anda ulaşılamıyor.
refused-between = Mektup hizmeti değil, cihazınız ile mektup hizmeti arasındaki bir şey yanıt verdi. Bu çoğu zaman bir wifi giriş sayfası veya bir filtredir.
refused-forged = Mektup hizmetinin bilgileri DJI tarafından imzalanmamış. Biri bu bilgileri değiştirmiş olabilir.
refused-one_signature = Mektup hizmetinin bilgilerinde, gereken iki imzadan yalnızca biri var.
refused-other_deployment = Bu bilgiler bu mektup hizmetine değil, başka bir mektup hizmetine ait.
refused-expired = Mektup hizmetinin bilgilerinin süresi doldu. Sürenin dolduğu tarih: { $date }.
refused-not_yet = Mektup hizmetinin bilgileri henüz geçerli değil. Geçerli olacakları tarih: { $date }.
refused-older = Mektup hizmetinin bilgileri en yenileri değil. Biri eski bilgileri geri koymuş olabilir.
refused-stale = Mektup hizmeti, bilgilerinin en yeni bilgiler olduğunu gösteremiyor.
refused-clock = Cihazınızın saati yanlış. Cihazınıza göre: { $device }. Mektup hizmetine göre: { $server }.
refused-other_rules = Bu sayfa en yenisi değil. Yeniden yüklemek işe yaramadı.
refused-keys_over = Şu anda mektupları mühürlemek için bir anahtar yok.
refused-safe_title = Bir şey kaybettim mi?
refused-safe = Hayır. Henüz bir şey yazmadınız ve hiçbir şey gönderilmedi.
refused-do_title = Ne yapabilirsiniz?
refused-again = Tekrar dene
advice-clock = Cihazınızın ayarlarında tarihi ve saati düzeltin. Sonra tekrar deneyin.
advice-unreachable = İnternetiniz var mı, bakın. Birkaç dakika sonra tekrar deneyin.
advice-between = Wifi mi kullanıyorsunuz? Başka bir web sitesi açın ve wifi’ye giriş yapın. Ya da başka bir internet bağlantısı kullanın. Sonra tekrar deneyin.
advice-warn = Bu sayfayı şimdi kullanmayın. Daha sonra tekrar deneyin; başka bir internet bağlantısı kullanmanız daha iyi olur. Sorun devam ediyor mu? DJI’ye bildirin.
advice-later = Daha sonra tekrar deneyin.

## Privileged correspondents

privileged-title = DJI mektubunuzu okuyabilir mi?
privileged-lead = Bazı kişilerin mektuplarını DJI’nin okumasına izin yoktur. Siz bu kişilerden biri olarak mı yazıyorsunuz?
privileged-lawyer = alıcının avukatı
privileged-judge = hâkim, savcı veya mahkeme çalışanı
privileged-parliament = Hollanda Parlamentosu (Eerste Kamer veya Tweede Kamer) ya da Avrupa Parlamentosu üyesi veya bakan
privileged-ombudsman = Ulusal Ombudsman veya bir teftiş kurumunun çalışanı
privileged-committee = bir izleme kurulunun (commissie van toezicht) veya RSJ kurulunun üyesi
privileged-probation = denetimli serbestlik kurumunun (reclassering) çalışanı
privileged-no = Hayır, bir yakını olarak yazıyorum
privileged-yes = Evet, bu görevim için yazıyorum
privileged-leave_title = Mektubunuzu postayla gönderin
privileged-leave = DJI’nin mektubunuzu okumasına izin yok, ama burada her mektup okunabilir. Bu yüzden mektubunuzu postayla gönderin. Zarfın üzerine kim olduğunuzu yazın. Hakkınızda hiçbir bilgi saklamadık.
