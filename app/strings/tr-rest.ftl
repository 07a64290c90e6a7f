### What all other pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Identity

identity-title = Kim olduğunuzu gösterin
identity-lead = DJI, bir mektubun kimden geldiğini bilmek zorundadır. Bu yüzden önce giriş yaparsınız.
identity-why = Kısa bir süre için başka bir sayfaya gider, sonra buraya dönersiniz. Giriş yaptığınızın kanıtı, mektubunuzla birlikte mühürlü olarak gider.
identity-letter_kept = Mektubunuz kaybolmaz. Siz giriş yaparken bu cihazda şifreli olarak durur. Sonra geri gelir.
identity-with = { $name } ile giriş yap
identity-privacy = Siz giriş yaparken mektup hizmeti kısa bir an kim olduğunuzu görür. Bunu saklamaz.
identity-letters =
    { $n ->
        [one] 1 mektup
       *[other] { $n } mektup
    }
identity-days =
    { $n ->
        [one] 1 gün
       *[other] { $n } gün
    }
identity-volume_limit = Buradan { $days } içinde { $letters } gönderebilirsiniz. Normal posta her zaman mümkündür. Bu kuralın yazılı olduğu yer:
identity-volume = Bugün buradan gönderebileceğiniz en fazla sayıda mektubu gönderdiniz. Hiçbir şey kaybolmadı. Yarın tekrar deneyin veya mektubunuzu postayla gönderin.
identity-busy = Lütfen bekleyin, girişinizle ilgileniyoruz.
identity-done_title = Giriş yaptınız
identity-go_on = Yeniden giriş yapmadan devam et
identity-cancelled_title = Giriş yapmaktan vazgeçtiniz
identity-cancelled = Hiçbir şey olmadı. Yeniden giriş yapabilir veya mektubunuzu postayla gönderebilirsiniz.
identity-failed_title = Giriş yapılamadı
identity-unsupported = Tarayıcınız yeterince güvenli bir anahtar oluşturamıyor. Tarayıcınızı güncelleyin veya başka bir tarayıcı kullanın. Mektubunuzu postayla da gönderebilirsiniz.
identity-not_kept = Bu girişin anahtarı tarayıcınızda yok. Bu sayfayı yeniden açtığınızda böyle olur, gizli pencerede de sık olur. Hiçbir şey kaybolmadı. Yeniden giriş yapın, mümkünse normal bir pencerede.
identity-refused_storage = Tarayıcınız bu site için hiçbir şey saklayamıyor: çerezler veya depolama reddediliyor. Giriş için bunlar kısa bir süre gerekir. Hiçbir şey kaybolmadı. Tarayıcının ayarlarında bunlara izin verin veya başka bir tarayıcı kullanın.
identity-unreachable = Mektup hizmeti yanıt vermedi. Hiçbir şey kaybolmadı. İnternetiniz var mı, bakın ve yeniden giriş yapın.
between-safe = Hiçbir şey kaybolmadı. Bir mektup yazdıysanız, mektubunuz güvende.
identity-refused = Giriş sayfası veya mektup hizmeti girişi kabul etmedi. Hiçbir şey kaybolmadı. Yeniden giriş yapın.
identity-provider_down = Giriş hizmeti şu anda yanıt vermiyor. Hiçbir şey kaybolmadı. Başka bir giriş yolu seçin veya daha sonra tekrar deneyin.
identity-down = Şu anda yanıt vermiyor
identity-level = Bu giriş yolu, kim olduğunuzu yeterince kesin göstermiyor. Hiçbir şey kaybolmadı. Yeniden giriş yapın ve daha kesin bir yol seçin, örneğin uygulama ve kimlik belgenizle.
identity-too_large = Bu girişin kanıtı, mektubunuzla birlikte gönderilemeyecek kadar büyük. Başka bir giriş yolu seçin veya mektubunuzu postayla gönderin.
identity-expired = Giriş çok uzun sürdü. Hiçbir şey kaybolmadı. Yeniden giriş yapın.
identity-not_ours_title = Durun: bu giriş size ait değil
identity-not_ours = Geri gelen giriş bu sayfaya ait değil. Belki biri sizin girişinizi kullanmaya çalışıyor. Hiçbir şey gönderilmedi. Bu sayfayı kapatın, şimdi mektup yazmayın ve bunu DJI’ye bildirin.
identity-lost_title = Dikkat: girişleriniz ulaşmıyor
identity-lost = İki kez giriş yaptınız ve mektup hizmeti bu sayfaya bunun kanıtını vermedi. Bu bir arıza olabilir. Birinin girişlerinizi kendisi için kullanıyor olması da mümkündür. Mektubunuz güvende: gönderilmedi.
identity-lost_report = Bunu şu saatle DJI’ye bildirin: { $time }. Giriş hizmetinizdeki girişlerinizin listesine de bakın.
identity-lost_later = Şimdi yeniden giriş yapmayın. Bunu daha sonra yapın ya da mektubunuzu postayla gönderin.
visitor-title = Ziyaretçi kodunuz var mı?
visitor-lead = Giriş yapamıyor musunuz? Ziyaretçi danışma masası size kâğıt üzerinde bir kod verir. Kod iki bölümdür. Bunları kâğıttan buraya yazın.
visitor-admission = 1. bölüm: erişim
visitor-proof = 2. bölüm: kanıt
visitor-hint = Dörder karakterlik üç grup. Tire ve büyük harf gerekmez.
visitor-next = Bu kodla devam et
visitor-done = Ziyaretçi koduyla
visitor-wrong_length = Kodun her bölümünde on iki karakter vardır: dörder karakterlik üç grup. Lütfen kontrol edin.
visitor-wrong_character = { $character } karakteri kodlarda bulunmaz. Kâğıda bakıp kontrol edin.
visitor-wrong_check = Kodun bu bölümünde bir yazım hatası var. Kâğıda bakıp kontrol edin.
visitor-wrong_half = Bu, kodun diğer bölümü. İki bölümün yerini değiştirin.
visitor-unknown = Bu kod bugün erişim sağlamıyor. Hiçbir şey kaybolmadı. Kâğıttaki tarih bugünün tarihi mi, bakın ve karakterleri karşılaştırın. Ziyaretçi danışma masası yeni bir kod verebilir.
visitor-used = Bu kod daha önce kullanıldı. Bir kod, bu sayfada yalnızca bir kez geçerlidir. Ziyaretçi danışma masasından yeni bir kod isteyin.
visitor-too_many = Şu anda çok fazla kod deneniyor. Hiçbir şey kaybolmadı. Bir dakika bekleyin ve tekrar deneyin.

## Recipient

recipient-title = Kime yazıyorsunuz?
recipient-lead = Birinin cezaevinde olup olmadığını ve nerede olduğunu biz göremeyiz. Mektubunuzun alıcısını DJI bulur.
recipient-number = Alıcının kayıt numarası
recipient-number_hint = Bu numara (registratienummer), alıcıdan ve kurumdan gelen mektuplarda yazar.
recipient-number_wrong = Alıcının kayıt numarasını yazın. Yalnızca numaradaki rakamları ve harfleri kullanın.
recipient-name = Alıcının adı
recipient-name_hint = Adı ve soyadı, kendi alfabenizle.
recipient-name_wrong = Alıcının adını tek satır olarak yazın.
recipient-sender = Mektubun altındaki adınız
recipient-sender_hint = Adınız kâğıtta böyle yazılır. DJI, hangi adla giriş yaptığınızı da görür.
recipient-sender_wrong = Mektubunuzun altında duracak adı tek satır olarak yazın.

## Writing

write-title = Mektubunuzu yazın
write-label = Mektubunuz
write-pages =
    { $n ->
        [one] 1 sayfa
       *[other] { $n } sayfa
    }
write-hint = Mektubunuz en fazla { $n } karakter ve en fazla { $pages } olabilir.
write-left =
    { $n ->
        [one] 1 karakter kaldı
       *[other] { $n } karakter kaldı
    }
write-too_many =
    { $n ->
        [one] Mektubunuz 1 karakter fazla uzun
       *[other] Mektubunuz { $n } karakter fazla uzun
    }
write-full = Mektubunuz %{ $n } dolu
write-too_full = Mektubunuz çok uzun: %{ $n } dolu
write-empty = Önce mektubunuzu yazın.
write-blocked = Mektubunuzda gönderilemeyen karakterler var. Bunların hangileri olduğu ve ne yapabileceğiniz mektubun altında yazıyor.
write-next = Mektuba bak
write-until = Girişiniz şu zamana kadar geçerli: { $time }. Mektubunuzu daha önce gönderin.
findings-title = Şunlara bir daha bakın
findings-show = Mektupta göster
findings-repair = Bunu düzelt
findings-repaired = Düzeltildi.
rule-empty_title = Mektubunuz boş
rule-empty = Önce mektubunuzu yazın.
rule-too_long_title = Mektubunuz çok uzun
rule-too_long = Mektubunuzu kısaltın veya ikinci bir mektup yazın.
rule-control_title = Görünmez kontrol karakterleri
rule-control = Bu karakterler basılamaz. Çoğu zaman yapıştırdığınız metinle birlikte gelirler. “Bunu düzelt” düğmesi hepsini siler. Yazdığınız kelimeler kalır.
rule-bidi_title = Yazı yönünü ters çeviren karakterler
rule-bidi = Bu görünmez karakterler harflerin sırasını ters çevirir. Böylece, gördüğünüzden başka bir şey yazılı olabilir. “Bunu düzelt” düğmesi hepsini siler. Arapça ve İbranice yazılar bozulmaz.
rule-zero_width_title = Görünmez karakterler
rule-zero_width = Bu karakterleri kimse görmez. Çoğu zaman yapıştırdığınız metinle birlikte gelirler. “Bunu düzelt” düğmesi hepsini siler. Yazdığınız kelimeler kalır.
rule-tag_title = Gizli karakterler
rule-tag = Bu karakterlerin içinde görünmez bir metin olabilir. “Bunu düzelt” düğmesi hepsini siler. Gördüğünüz yazı kalır.
rule-private_use_title = Başka kimsenin okuyamadığı karakterler
rule-private_use = Bu karakter yalnızca sizin cihazınızda veya programınızda var. Kâğıtta boş bir kutu olur. “Bunu düzelt” düğmesi Word’den gelen noktayı, oku veya yüzü normal yapar. Başka bir şeyi siler.
rule-combining_pile_title = Üst üste çok fazla işaret
rule-combining_pile = Bir harfin üzerinde altıdan fazla ayrı işaret var. Kâğıda basılınca başka satırların üstüne taşarlar. “Bunu düzelt” düğmesi altısını bırakır.
rule-web_address_title = Bir internet adresi
rule-web_address = Mektubunuz kâğıt üzerinde verilir: bir adrese tıklanamaz. Adres kalabilir.
rule-mail_address_title = Bir e-posta adresi
rule-mail_address = Cezaevindeki kişiler çoğu zaman e-posta kullanamaz. Mektubunuzu okuyan çalışanlar bu adresi görür. Adres kalabilir.
rule-phone_number_title = Bir telefon numarası
rule-phone_number = Mektubunuzu okuyan çalışanlar bu numarayı görür. Numara doğru mu? O zaman kalabilir.
rule-iban_title = Bir banka hesap numarası
rule-iban = Mektubunuzu okuyan çalışanlar bu numarayı görür. Gerekli mi? O zaman kalabilir. Kart şifresini (PIN) asla yazmayın.
rule-bsn_title = Belki bir vatandaşlık numarası
rule-bsn = Hollanda vatandaşlık numarasıyla (BSN) biri kendini başkası gibi gösterebilir. Silmeniz daha iyi olur. Başka bir numara mı? O zaman kalabilir.
rule-mixed_scripts_title = Bir kelimede iki alfabenin harfleri
rule-mixed_scripts = Bu kelime olağan görünüyor, ama içinde başka bir alfabenin harfleri var. Böyle olmasını istemediyseniz kelimeyi yeniden yazın. Kelime böyle de kalabilir.

## Review, sealing and sending

review-title = Mektubunuzu bir kez daha okuyun
review-lead = Mektubunuz kâğıtta böyle görünecek. Her şey doğru mu? O zaman gönderin.
review-recipient = Alıcı
review-change_recipient = Alıcıyı değiştir
review-number = Numara
review-change_number = Numarayı değiştir
review-sender = Adınız
review-change_sender = Adı değiştir
review-letter = Mektubunuz
review-change_letter = Mektubu değiştir
review-sheet = { $n }. sayfa, toplam { $all } sayfa
review-after = Gönderdikten sonra mektubunuzu artık okuyamaz ve değiştiremezsiniz, bu cihazda bile. Onu yalnızca DJI açabilir.
send = Mühürle ve gönder
send-busy = Gönderiliyor…
send-sealing = Mektubunuz mühürleniyor…
send-uploading = Mektubunuz mühürlendi, gönderiliyor…

## How letters are supervised, as the manifest says

supervision-read_title = DJI mektubunuzu okur
supervision-read = DJI çalışanları, mektubunuzu alıcıya verilmeden önce okur. Bir mektubu alıkoyabilirler. Kanunda böyle yazar.
supervision-sample_title = DJI mektupların bir kısmını okur
supervision-sample = DJI’nin bir bilgisayarı her mektubu denetler. DJI çalışanları mektupların bir kısmını, belki sizinkini de okur. Bir mektubu alıkoyabilirler. Kanunda böyle yazar.
supervision-rules_title = DJI mektubunuzu denetler
supervision-rules = DJI’nin bir bilgisayarı mektubunuzu alıcıya verilmeden önce denetler. DJI çalışanları da onu okuyabilir. DJI bir mektubu alıkoyabilir. Kanunda böyle yazar.

## A letter without a receipt

unsent-title = Gönderme henüz tamamlanamadı
unsent-not_sealed = Tarayıcınız mektubu mühürleyemedi.
unsent-visit_over = Girişinizin süresi doldu.
unsent-no_grant = Bu girişle başka mektup gönderemezsiniz.
unsent-manifest = Mektup hizmetinin bilgilerinin süresi doldu ve yenileri alınamadı.
unsent-other_notice = DJI mektupları artık burada okuduğunuzdan başka bir şekilde denetliyor. Bu yüzden mektubunuz henüz gönderilmedi.
unsent-unreachable = Yanıt gelmedi. Belki internetiniz kesildi. Mektubun ulaşıp ulaşmadığını bilmiyoruz.
unsent-trouble = Mektup hizmetinde bir arıza var veya hizmet çok yoğun.
unsent-too_many = Şu anda aynı anda çok fazla mektup geliyor.
unsent-too_many_minutes =
    { $n ->
        [one] Şu anda aynı anda çok fazla mektup geliyor. 1 dakika bekleyin.
       *[other] Şu anda aynı anda çok fazla mektup geliyor. { $n } dakika bekleyin.
    }
unsent-spent_grant = Bu mektubu gönderme hakkı başka bir mektup için kullanılmış.
unsent-outdated = Mektubunuzun mühürlendiği anahtar artık kullanılmıyor.
unsent-refused = Mektup hizmeti mühürlü mektubu kabul etmedi. Hata mektubunuzda değil, bu sayfada.
unsent-false_receipt = Dikkat: alındı belgesi doğru değil. Mektubunuzun kaydedildiğini kanıtlamıyor. Biri belgeyle oynamış olabilir.
unsent-send_again = Yeniden gönder
unsent-seal_again = Yeniden mühürle ve gönder
unsent-back = Mektuba geri dön
unsent-log_in = Yeniden giriş yap
unsent-stop = Bitir, mektup burada beklesin
unsent-reference = Ziyaretçi koduyla yazdınız. Sayfayı kapatsanız bile mektubunuz bu cihazda bekleyebilir. Önce bu referans kodunu saklayın: mektubunuzun durumunu daha sonra yalnızca bu kodla görebilirsiniz. Kod bu cihazda hiçbir yerde durmaz. Kodu kimseye göstermeyin.
unsent-noted = Referans kodu bende: mektup burada beklesin
unsent-waits = Mektubunuz şimdi bu cihazda bekliyor.
safe-title = Mektubum güvende mi?
safe-sealed = Evet. Mektubunuz mühürlendi ve bu sayfada duruyor. Sayfayı kapatmayın.
safe-written = Evet. Mektubunuz tam yazdığınız gibi hâlâ bu sayfada duruyor. Sayfayı kapatmayın.
safe-kept = Evet. Mektubunuz tam yazdığınız gibi hâlâ bu sayfada duruyor. Bu tarayıcı da onu yedi gün saklıyor: yalnızca sizin girişinizle açılır.
advice-send_again = Biraz bekleyin ve yeniden gönderin. Mektubunuz hiçbir zaman iki kez ulaşmaz.
advice-seal_again = Mektubu yeniden mühürleyin ve gönderin. Hiçbir şeyi yeniden yazmanız gerekmez.
advice-other_notice = Mektubunuza dönün. DJI’nin artık mektuplarla ne yaptığını orada okuyun ve mektubu yeniden gönderin.
advice-new_login = Yeniden giriş yapın. Mektubunuz kaybolmaz: hiçbir şeyi yeniden yazmanız gerekmez.
advice-refused = Mektubunuza geri dönün ve metni kopyalayın. Sonra sayfayı yeniden yükleyin veya mektubunuzu postayla gönderin.
advice-false_receipt = Yeniden gönderin. Belge yine mi doğru değil? Bunu DJI’ye bildirin ve mektubunuzu postayla gönderin.

## Receipt

receipt-title = Mektubunuz kaydedildi
receipt-lead = Alındı belgesini bu cihazda kontrol ettik. Belge doğru.
receipt-stored_title = Kaydedildi
receipt-stored = Mühürlü mektubunuz kayıt defterinde duruyor. DJI onu henüz almadı. Bu mesaj kendiliğinden değişir.
receipt-seen_title = DJI gördü
receipt-seen = DJI, mühürlü mektubunuzun kendisinde olduğunu imzasıyla bildirdi. Bundan sonra DJI mektubu açar ve denetler.
receipt-witnessed = Bağımsız tanıklar da mektubunuzun kayıtta olduğunu imzaladı.
receipt-reference = Referans kodunuz
receipt-keep = Bu referans kodunu saklayın. Mektubunuzun durumunu daha sonra yalnızca bu kodla görebilirsiniz. Biz kodu yeniden veremeyiz. Kodu kimseye göstermeyin.
receipt-sealed = Mühürlendiği zaman
receipt-when = Gönderildiği zaman
receipt-place = Kayıt defterindeki yeri
receipt-id = Mühürlü mektubun kimliği
receipt-save = Referans kodunu kaydet
receipt-file = Lakzegel. Mektubunuzun referans kodu: { $reference }. Kodu kimseye göstermeyin.
receipt-print = Yazdır
receipt-proof = Alındı belgesini kaydet
receipt-next_title = Bundan sonra ne olacak?
receipt-next = DJI mektubunuzu denetler ve karar verir. Günde birkaç kez yeni bilgi gelir. Mektup teslim edilir mi, ne zaman edilir, bu hizmet bunu hiçbir zaman söylemez.
receipt-another = Bir mektup daha yaz
receipt-sure = Referans kodunuzu henüz kaydetmediniz, kopyalamadınız veya yazdırmadınız. Bu kod olmadan bu mektubun durumunu göremezsiniz. Yine de devam etmek istiyor musunuz?
receipt-sure_yes = Evet, referans kodu olmadan
receipt-end_why = İşiniz bitti mi? O zaman sayfadan çıkın. Her şey bu sayfadan silinir. Önce referans kodunuzu kaydedin.
receipt-end = Çık ve her şeyi sil

## Status

status-title = Mektubunuzun durumu nedir?
status-lead = Mektubu gönderdiğinizde aldığınız referans kodunu yazın. Yanıtın şifresini bu cihaz çözer.
status-reference = Referans kodu
status-reference_hint = Dörder karakterlik yedi grup. Tire ve büyük harf gerekmez.
status-reference_wrong = Referans kodunda bir yazım hatası var. Kontrol edin: dörder karakterlik yedi grup olmalı.
status-ask = Duruma bak
status-busy_title = Lütfen bekleyin
status-busy = Mektubunuzun durumunu soruyoruz.
status-nothing_title = Henüz haber yok
status-nothing = Bu mektup hakkında henüz bir bilgi yok. Birkaç saat sonra yeniden bakın. Bir gün sonra hâlâ bir şey yok mu? O zaman DJI mektubu açamamış olabilir. Alındı belgenizle DJI'ye sorun. Birkaç ay sonra burada artık bir şey gösterilmez.
status-old_title = Bu eski bir haber
status-old = { $time } tarihinde burada şu yazıyordu: { $state }. Günde birkaç kez yeni bilgi gelir, ama şimdi daha uzun süredir gelmedi. Bu arada değişmiş olabilir. Daha sonra yeniden bakın. Böyle kalırsa DJI'ye sorun.
status-unreachable_title = Yanıt yok
status-unreachable = Mektup hizmeti yanıt vermedi. Mektubunuz için hiçbir şey değişmedi. Daha sonra tekrar deneyin.
status-between_title = Başka bir şey yanıt verdi
status-false_title = Bu yanıt doğru değil
status-false = Yanıt DJI tarafından imzalanmamış veya sizin mektubunuza ait değil. Ona inanmayın. Daha sonra tekrar deneyin. Sorun devam ediyor mu? DJI’ye bildirin.
status-received_title = Alındı
status-received = Mühürlü mektubunuz DJI’nin elinde. DJI onu henüz denetlemedi.
status-screening_title = Denetleniyor
status-screening = Bir DJI çalışanı mektubunuza bakıyor.
status-screened_title = Denetlendi ve onaylandı
status-screened = DJI mektubunuzu denetledi ve alıkoymuyor. Bu, mektubun teslim edilmiş olduğu anlamına gelmez.
status-withheld_title = Alıkonuldu
status-withheld_do = Başka bir mektup yazabilir veya postayla mektup gönderebilirsiniz.
status-at = Bildirildiği zaman: { $time }
ground-order = DJI, kurumdaki düzen ve güvenlik için mektubunuzu alıkoyuyor.
ground-public = DJI, kamu düzeni veya ulusal güvenlik için mektubunuzu alıkoyuyor.
ground-offences = DJI, suçları önlemek veya ortaya çıkarmak için mektubunuzu alıkoyuyor.
ground-victims = DJI, mağdurları veya başka kişileri korumak için mektubunuzu alıkoyuyor.
ground-unreadable = DJI mektubunuzu açamadı. Bunun nedeni yazdıklarınız değil. Mektubu yeniden gönderin.
ground-identity = DJI, mektubu kimin yazdığını belirleyemedi. Yeniden giriş yapın ve mektubu yeniden gönderin.
ground-rules = Mektubunuz çok uzun veya içinde izin verilmeyen karakterler var. Mektubu değiştirin ve yeniden gönderin.
ground-duplicate = Bu mektup daha önce başka bir içerikle gelmişti. Onu yeni bir mektup olarak yeniden gönderin.

## Keeping a receipt, asking how a letter fares, checking a receipt later

receipt-address = Daha sonra bakılacak adres
receipt-copy = Kopyala
receipt-copied = Referans kodu kopyalandı. Kodu yalnızca sizin gördüğünüz bir yere yapıştırın.
receipt-not_copied = Kopyalanamadı. Referans kodunu kaydedin veya bir yere yazın.
receipt-found_again = Kodu kaybettiniz mi? Kod { $time } tarihine kadar bu cihazda şifreli olarak durur. Giriş yaptıktan sonra onu bekleyen mektuplarda bulursunuz.
receipt-share = Kendinize gönderin
receipt-proof_title = Sonrası için kanıt
receipt-proof_why = Bu dosyayla herkes, mühürlü mektubunuzun kaydedildiğini daha sonra kontrol edebilir. Dosyada sizin, alıcının veya yazdıklarınızın hakkında hiçbir şey yoktur.
receipt-check = Alındı belgesini kontrol et
status-decision = DJI karar verir
status-later = Günde birkaç kez yeni bilgi gelir. Daha sonra yeniden bakın.
status-law = Bu, Hollanda yasasındaki bir nedendir: Penitentiaire beginselenwet, madde 36.
status-complain = Bu karara katılmıyor musunuz? Bir yıl içinde DJI’ye şikâyet gönderin. Ücretsizdir. DJI genellikle altı hafta içinde cevap verir. Bunun nasıl yapılacağı dji.nl sitesinde yazıyor.
status-ombudsman = Cevaba katılmıyor musunuz? O zaman Ulusal Ombudsman’dan (Nationale ombudsman) yardım isteyin. Bu da ücretsizdir. Bakınız: nationaleombudsman.nl.
status-name = Şikâyetinize aşağıdaki mektup kimliğini yazın. Referans kodunuzu kimseye vermeyin, şikâyette de yazmayın.
check-title = Alındı belgesini kontrol edin
check-lead = Kanıt dosyası sizde mi? Doğru olup olmadığını burada görürsünüz. Bunu herkes, yıllar sonra da yapabilir.
check-file = Kanıt dosyasını seç
check-hint = Adı .tlog-proof ile biter. Dosyayı bu sayfaya sürükleyebilirsiniz de.
check-private = Dosya bu cihazda kalır. Hiçbir şey gönderilmez.
check-name = Dosya:
check-proof_title = Bu alındı belgesi doğru
check-proof = Bu kimliğe sahip mühürlü mektup, mektup hizmetinin imzaladığı kayıt defterinde duruyor. Kimse onu fark edilmeden oradan çıkaramaz.
check-seen = DJI, { $time } tarihinde mühürlü mektubun kendisinde olduğunu imzaladı. Yani mektup bundan önce kaydedildi.
check-unseen = Bu dosyada DJI, mühürlü mektubun kendisinde olduğunu henüz imzalamadı.
check-witnessed = Bağımsız tanıklar, { $time } tarihinde bu mektubun kayıtta olduğunu imzaladı.
check-not_title = Neyi kanıtlamaz?
check-not = Mektubu kimin yazdığını, kime yazıldığını veya içinde ne olduğunu kanıtlamaz. Okunduğunu veya teslim edildiğini de kanıtlamaz.
check-demo_here = Bu bir demodur: mektup gerçek değildir.
check-broken_title = Bu alındı belgesi doğru değil
check-broken = İçinde bir şey değiştirilmiş veya bir parçası eksik. Bu yüzden hiçbir şey kanıtlamaz. İlk kaydettiğiniz dosyayı deneyin.
check-lost_title = Mektup hizmeti bu mektubu kaybetti
check-lost = Mektubunuz ulaştı: kayıt defterinde duruyor ve alındı belgeniz bunu kanıtlıyor. Ama hizmet, mühürlü mektubun kendisinin kaybolduğunu iki imzayla bildirdi. Bu yüzden DJI onu okuyamaz ve teslim edemez. Mektubu yeniden yazın. Alındı belgesini saklayın: şikâyette kanıtınız budur. Mektup bulunursa, bunu mektubunuzun durumunu gösteren sayfada referans kodunuzla görürsünüz.
check-contradicted_title = Mektup hizmeti kendisiyle çelişiyor
check-contradicted = Hizmet bu mektubun kaybolduğunu bildirdi. Ama DJI daha önce mektubun kendisinde olduğunu imzaladı ya da kayıt defterinde bu yerde başka bir mektup var. Yani bildirim yanlış. Bu dosyayı saklayın: kanıt budur. DJI’ye şikâyet gönderin.
check-retired_title = Bu alındı belgesi burada henüz doğrulanamıyor
check-retired = Onu imzalayan anahtar artık kullanılmıyor ve üzerinde başka imza yok. İnternet varsa bu sayfa, doğru olup olmadığına kayıttan bakabilir.
check-look_up = Kayıttan bak
check-not_found = Kayıt bu belgenin doğru olduğunu göstermiyor ya da internet yoktu. Daha sonra yeniden deneyin.
check-save_why = Dosyayı yeniden kaydedin. Böylece kayıttan bakılan şey içinde olur ve internet olmadan da doğru olur.
check-demo_title = Demoya ait bir alındı belgesi
check-demo = Bu mektup hizmetinin bir demosundan geliyor. Orada hiçbir mektup gerçek değildir.
check-foreign_title = Başka bir mektup hizmetinin alındı belgesi
check-foreign = Doğru olup olmadığı burada görülemez. Belgeyi geldiği mektup hizmetinde kontrol edin.
check-unnamed_title = Hangi mektup için olduğu yazmıyor
check-unnamed = Dosya bir alındı belgesi, ama mektubun kimliği yok. Referans kodunuzun olduğu sayfada kaydettiğiniz dosyayı seçin.
check-other_title = Bu bir alındı belgesi değil
check-other = Dosya başka bir şey. Adı .tlog-proof ile biten bir dosya arayın.
check-unreadable_title = Dosya okunamıyor
check-unreadable = Tarayıcınız dosyayı okuyamadı. Dosyayı bir kez daha seçin.

## Kiosk

kiosk-nothing_kept = Bu cihazda hiçbir şey saklanmaz.
kiosk-offline = Şu anda bağlantı yok. Yazdıklarınız kalır. Bu sayfa kendiliğinden yeniden dener.
kiosk-online = Bağlantı yeniden var.
kiosk-end = Ziyareti bitir
kiosk-size = Harfler
kiosk-size_normal = Normal harfler
kiosk-size_large = Büyük
kiosk-size_largest = Çok büyük
kiosk-contrast = Renkler
kiosk-contrast_normal = Normal renkler
kiosk-contrast_high = Güçlü kontrast
kiosk-time_title = Süre
kiosk-time_normal = Normal süre
kiosk-time_more = Daha fazla süre
kiosk-minutes =
    { $n ->
        [one] 1 dakika
       *[other] { $n } dakika
    }
kiosk-seconds =
    { $n ->
        [one] 1 saniye
       *[other] { $n } saniye
    }
kiosk-time = { $idle } boyunca hiçbir şey yapmazsanız orada olup olmadığınızı sorarız. { $warning } içinde yanıt gelmezse her şeyi sileriz. İstediğiniz kadar devam edebilirsiniz.
kiosk-again_title = Bir şey yapmanız gerekmez
kiosk-again = Bu sayfa kendiliğinden yeniden dener. Olmuyor mu? Ziyaretçi danışma masasından yardım isteyin ya da postayla mektup gönderin.
kiosk-codes = Ziyaretçi danışma masasında kâğıt üzerinde bir kod alırsınız. Kodun iki bölümü vardır. Onları kâğıttan buraya yazın.
kiosk-no_codes = Şu anda burada mektup yazamazsınız, çünkü ziyaretçi kodları kabul edilmiyor. Ziyaretçi danışma masasından yardım isteyin.
kiosk-letter_stays = Mektubunuz bu sayfada kalır. Hiçbir şeyi yeniden yazmanız gerekmez.
kiosk-idle_title = Hâlâ orada mısınız?
kiosk-idle = Bir şey yapmazsanız birazdan yazdığınız her şeyi sileriz. Devam etmek istiyor musunuz? O zaman ‘Devam et’ düğmesine basın.
kiosk-idle_unsent = Mektubunuz henüz gönderilmedi. O da silinir.
kiosk-left = { $time } kaldı.
kiosk-go_on = Devam et
kiosk-ask_title = Mektubunuz henüz gönderilmedi
kiosk-ask = Şimdi bitirirseniz mektubunuz silinir. Onu kimse geri getiremez.
kiosk-ask_back = Mektubuma dön
kiosk-ask_end = Sil ve bitir
kiosk-ended_title = Ziyaretiniz sona erdi
kiosk-over = Her şey silindi. Bağlantı olunca bu sayfa kendiliğinden yeniden başlar.
kiosk-ended_done = Yazdığınız her şey bu cihazdan silindi.
kiosk-ended_idle = Bir süre hiçbir şey yapmadınız. Bu yüzden yazdığınız her şey bu cihazdan silindi.
kiosk-ended_broken = Bu cihazda bir şeyler ters gitti. Bu yüzden yazdığınız her şey silindi.
kiosk-ended_stored = Mektubunuz gönderildi. Çıktınızı yanınıza alın: üzerindeki referansla mektubunuzun durumunu daha sonra görebilirsiniz.
kiosk-ended_unknown = Mektubunuzun ulaşıp ulaşmadığını bilmiyoruz. Bir alındı belgesi gördünüz mü? O zaman kaydedilmiştir.
kiosk-ended_unsent = Henüz göndermedikleriniz gönderilmedi ve saklanmadı.
kiosk-ended_code = Bir mektup daha mı yazmak istiyorsunuz? Ziyaretçi danışma masasından yeni bir kod isteyin.
kiosk-ended_new = Yeni ziyarete başla
kiosk-print_first = Bitti mi? Alındı belgenizi yazdırın ya da referansınızı elle yazın. Sonra ziyaretinizi bitirin. O zaman her şey silinir.

## A letter that waits on the device

draft-title = Mektubunuz bu cihazda
draft-will = Siz yazarken bu tarayıcı mektubunuzu saklar. Böylece bir sorun olursa mektubunuz kaybolmaz. Burada şifreli olarak durur: yalnızca sizin girişinizle açılır. Gönderdikten sonra, yoksa yedi gün sonra silinir.
draft-kept = Bu tarayıcı mektubunuzu şifreli olarak saklıyor: yalnızca sizin girişinizle açılır. Bir sorun mu oldu? O zaman burada yeniden giriş yapın. Mektup gönderildikten sonra silinir, yoksa şu zamanda silinir: { $time }.
draft-only_here = Mektubunuz yalnızca bu sayfada duruyor: sayfayı kapatmayın.
draft-failed = Bu tarayıcı mektubunuzu saklayamıyor. Belki bu gizli bir penceredir, cihaz doludur veya çerezler ve depolama reddediliyordur. Mektubunuz yalnızca bu sayfada duruyor: sayfayı kapatmayın.
draft-none = Bu cihazda artık mektubunuzdan hiçbir şey saklanmıyor.
draft-shared = Bu cihazı başkaları da kullanıyor
draft-shared_hint = O zaman bu tarayıcı hiçbir şey saklamaz. Burada duran her şey hemen silinir.
draft-stop = Dur ve daha sonra yazmaya devam et
draft-stop_throw = Dur ve mektubu sil
draft-sure = Bu mektubu tamamen silmek istiyor musunuz?
draft-sure_yes = Evet, sil
draft-sure_no = Hayır
draft-offer_title = Bir mektup yazmaya başlamıştınız
draft-offer = Son yazdığınız zaman: { $time }.
draft-go_on = Bu mektupla devam et
draft-throw = Bu mektubu sil
draft-thrown = Mektup silindi. Bu cihazda ondan hiçbir şey kalmadı.
draft-gone = Bu mektup artık bu cihazda değil.
draft-back = Mektubunuz geri geldi.

## Letters that wait

outbox-title = Bekleyen mektuplar
outbox-lead = Henüz gönderilmemiş mektupları burada görürsünüz. Mektuplar mühürlüdür: burada kimse okuyamaz.
outbox-none = Bu cihazda bekleyen mektup yok.
outbox-letter = { $time } tarihli mektup
outbox-waits = Bu mektup henüz gönderilmedi.
outbox-until = { $time } tarihinden önce gönderilmelidir. Sonra DJI onu kabul etmez.
outbox-soon = Dikkat: az zaman kaldı. Hemen internet olan bir yer bulun.
outbox-forgets = Bu tarayıcı, bir sayfanın sakladıklarını yedi gün sonra siler. { $time } tarihinden önce geri gelin veya mektubu dosya olarak saklayın.
outbox-too_late = Bu mektubun süresi doldu. Gönderilmedi ve artık gönderilemez. Yeniden yazın veya postayla bir mektup gönderin.
outbox-spent = Bu mektup gönderilmedi. Gönderme hakkı kullanılmış veya süresi dolmuş. Giriş yapın ve mektubu yeniden yazın.
outbox-outdated = Bu mektup gönderilmedi. DJI bu mektubun anahtarını artık kullanmıyor. Mektubu yeniden yazın.
outbox-refused = Bu mektup gönderilmedi. Mektup servisi onu kabul etmiyor. Bu sizin hatanız değil. Mektubu yeniden yazın veya postayla gönderin.
outbox-text = Metniniz hâlâ bu cihazda, şifreli olarak duruyor. O zamanki gibi giriş yapın: sonra ona devam edebilirsiniz.
outbox-stored = Bu mektup gönderildi. Alındı belgesini kontrol ettik. Ona bakın ve referans kodunuzu saklayın.
outbox-stored_log_in = Bu mektup gönderildi. Alındı belgesini kontrol ettik. Onu siz mi yazdınız? O zamanki gibi giriş yapın. O zaman alındı belgesini ve referans kodunuzu görürsünüz.
outbox-stored_code = Bu mektup gönderildi. Alındı belgesini kontrol ettik. Bir ziyaretçi koduyla yazıldı. Referans kodu kimdeyse, mektubun durumunu onunla görebilir.
outbox-show = Alındı belgesine bak
outbox-first = Şu anda başka bir mektup yazıyorsunuz. Önce onu gönderin. Sonra alındı belgesine burada bakabilirsiniz.
outbox-discard = Sil
outbox-sure = Bunu temelli silmek istiyor musunuz? Sonra kimse geri getiremez.
outbox-sure_yes = Evet, sil
outbox-sure_no = Hayır, sakla
outbox-discarded = Silindi.
outbox-next_title = Sonra ne olur?
outbox-by_itself = İnternet geri geldi mi? O zaman tarayıcınız mektubu kendiliğinden gönderir, bu sayfa kapalı olsa bile. Gidip gitmediğini görmek için sonra buraya bakın.
outbox-next = İnternet geri geldi mi? Bu sayfa açıkken mektup kendiliğinden gider. Sayfayı kapatırsanız daha sonra yeniden açın.
outbox-open_only = İnternet geri geldi mi? O zaman mektup kendiliğinden gider. Bu sayfayı açık bırakın: bu cihazda hiçbir şey saklamıyoruz.
outbox-send = Şimdi gönder
outbox-save = Dosya olarak sakla
outbox-log_in = Bu mektubu siz mi yazdınız? O zamanki gibi giriş yapın. O zaman onu dosya olarak da saklayabilirsiniz.
outbox-log_in_now = Giriş yap
outbox-code = Bir ziyaretçi koduyla yazıldı. Referans kodu kimdeyse, mektubun durumunu daha sonra onunla görebilir.
outbox-file_title = Başka bir cihazdan göndermek
outbox-file = Bekleyen bir mektubu dosya olarak saklayın. Bu dosyayı başka bir cihazda burada açın. Mektup oradan gider.
outbox-file_has = Dosyada mühürlü mektup, onu bir kez gönderme hakkı ve referans kodunuz vardır. Bununla kimse mektubu okuyamaz. Yine de dosyayı kimseye vermeyin: ona sahip olan, mektubunuzun durumunu görebilir.
outbox-file_text = Lakzegel. Bu dosyada henüz gönderilmemiş mühürlü bir mektup var. Onu bekleyen mektuplar sayfasında açın. Kimseye vermeyin.
outbox-open = Bir dosya aç
outbox-open_wrong = Bu dosyada bekleyen bir mektup yok veya dosya bozuk. Hiçbir şey değişmedi. Başka bir dosya seçin.
outbox-offline = İnternet yok. Bu sayfa daha önce aldığı bilgileri kullanıyor. Burada okuyabilirsiniz, ama henüz giriş yapamaz ve gönderemezsiniz.
outbox-between = Mektup hizmeti yerine başka bir şey yanıt veriyor, örneğin bir wifi giriş sayfası veya bir filtre. Bu sayfa daha önce aldığı bilgileri kullanıyor. Burada okuyabilirsiniz, ama henüz giriş yapamaz ve gönderemezsiniz.
outbox-strip =
    { $n ->
        [one] 1 mektup henüz gönderilmedi
       *[other] { $n } mektup henüz gönderilmedi
    }
outbox-strip_stored =
    { $n ->
        [one] 1 mektup şimdi gönderildi: buraya bakın
       *[other] { $n } mektup şimdi gönderildi: buraya bakın
    }
outbox-safe = Evet. Mektubunuz mühürlüdür ve sayfayı kapatsanız bile bu cihazda bekler. Burada kimse okuyamaz.

## Wiping the device

wipe-title = Lakzegel’e ait her şeyi bu cihazdan sil
wipe-sure = Bunları bu tarayıcıdan temelli silmek istiyor musunuz? O zaman ziyaretiniz biter. Önce Lakzegel’in diğer sekmelerini kapatın.
wipe-drafts = burada başlanmış mektuplar, şimdi yazdığınız da
wipe-receipts = gönderilmiş mektupların alındı belgeleri ve referans kodları
wipe-copy = Lakzegel’in internetsiz kullanım için kopyası, mektup hizmetinin imzalı bilgileri ve bu cihaz için yaptığınız seçim
wipe-letters =
    { $n ->
        [one] Henüz gönderilmemiş 1 mektup da
       *[other] Henüz gönderilmemiş { $n } mektup da
    }
wipe-letters_hint = O zaman henüz gönderilmemiş olan hiçbir zaman gönderilmez. Bunu işaretlemezseniz, Lakzegel’in kopyası ve gereken bilgilerle burada beklemeye devam eder.
wipe-done_title = Silindi
wipe-done = Bu tarayıcıda Lakzegel’den veya mektuplarınızdan hiçbir şey kalmadı. Bu sayfayı kapatabilirsiniz.
wipe-done_letters = Gönderilmemiş olan, gerekenlerle birlikte hâlâ burada. Geri kalan her şey silindi. Hâlâ bekleyebilen, Lakzegel’i yeniden açtığınızda ve internet olduğunda gider. Bazen tarayıcınız bunu kendiliğinden yapar.
wipe-failed_title = Her şey silinmedi
wipe-failed = Bu tarayıcı her şeyi silmedi. Lakzegel’in tüm sayfalarını kapatın ve tarayıcınızın ayarlarında bu sitenin verilerini silin.

## Writing: limits, findings, paste, spell checking

write-all_there = Her şey duruyor. Fazla olan kısım işaretlendi.
findings-below =
    { $n ->
        [one] Mektubun altında bakılacak 1 nokta var
       *[other] Mektubun altında bakılacak { $n } nokta var
    }
findings-more = Başka yerler de var. Mektupta işaretlendi.
findings-undo = Geri al
findings-undone = Mektubunuz yine eskisi gibi.
paste-text = Yalnızca metin geldi. Şunlar gelemez:
paste-nothing = Bu mektuba konamaz: içinde metin yok. Hiçbir şey yapıştırılmadı ve hiçbir şey kaybolmadı.
paste-pictures = resimler
paste-tables = tablonun biçimi: kelimeler duruyor
paste-links = bağlantıların arkasındaki adresler: kelimeler duruyor
paste-styles = kalın yazı ve renk gibi biçimler
paste-too_long = Bu metin bir mektup için çok fazla uzun. Hiçbir kısmı alınmadı. Mektubunuz olduğu gibi duruyor. Bir mektup en fazla { $n } karakter olabilir.
paste-field_too_long = Bu metin bu alan için çok fazla uzun. Hiçbir kısmı alınmadı. Alan olduğu gibi duruyor.
spelling-on = Tarayıcınızın yazım denetimini açın
spelling-off = Tarayıcınızın yazım denetimini kapatın
spelling-why = Bazı tarayıcılar bu denetim için metninizi yapımcılarına gönderir.

## Review: the printed page

review-paper = Mektubunuz kâğıtta böyle durur; satırlar ve sayfalar aynıdır. DJI şunları ekler: ne zaman mühürlediğiniz, işareti ve adınızın girişinize ait olup olmadığı.
unprinted-title = Yazıcı bütün karakterleri tanımıyor
unprinted-text = DJI’nin bu karakterler için yazı tipi yok. Kâğıtta boş bir kutu çıkar. Başka türlü yazın ya da mektubunuzu postayla gönderin.
unprinted-place = Sayfa { $n }, satır { $line }
unprinted-more = Başka yerlerde de var. Aşağıdaki mektupta bu karakterlerin çevresinde çerçeve var.
