### What the first two pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Frame

service = Lakzegel
frame-skip = الانتقال مباشرة إلى المحتوى
frame-languages = اللغة
frame-strip = رسائل إلى أشخاص محتجزين
frame-demo = عرض تجريبي
frame-demo_what = : هذا ليس بريدًا حقيقيًا
help-title = المساعدة
help-post = هل لديك أسئلة عن الرسائل أو الزيارات أو المكالمات؟ ستجد معلومات في موقع dji.nl.
help-life_title = هل تخشى على حياة شخص ما؟
help-life_text = في هولندا، اتصل بالرقم 113 أو 0800 0113، ليلًا أو نهارًا. عند وجود خطر مباشر، اتصل بالرقم 112.
help-life = هل تخشى على حياة شخص ما؟ في هولندا، اتصل بالرقم 113 أو 0800 0113. عند وجود خطر مباشر، اتصل بالرقم 112.
step_of = الخطوة { $n } من { $all }
back = رجوع
next = متابعة
errors-title =
    { $n ->
        [zero] لا توجد مشكلات
        [one] توجد مشكلة واحدة
        [two] توجد مشكلتان
        [few] توجد { $n } مشكلات
        [many] توجد { $n } مشكلة
       *[other] توجد { $n } مشكلة
    }
errors-mark = خطأ:
supervision-title = يجوز لـ DJI أن تقرأ رسالتك
supervision-text = تفحص DJI كل رسالة قبل تسليمها إلى المستلم، ويجوز لها أن تقرأها. ويجوز لها منع تسليم الرسالة. هذا ما ينص عليه القانون.

## Start: the same Dutch words as in index.html

start-title = اكتب رسالة إلى شخص محتجز
start-lead = هل لك قريب أو صديق في سجن أو في مؤسسة أخرى تابعة لمصلحة السجون ومراكز الاحتجاز الهولندية (DJI)؟ اكتب رسالتك هنا. وستطبعها DJI على الورق.
start-begin = البدء بكتابة رسالتك
start-how_title = هكذا تعمل الخدمة
start-how_identity = تُثبت هويتك.
start-how_write = تكتب رسالتك.
start-how_seal = تُختم رسالتك على هذا الجهاز. بعد ذلك لا يستطيع أحد فتحها غير DJI.
start-how_receipt = تحصل على إيصال استلام. وبه يمكنك لاحقًا معرفة حالة رسالتك.
start-privileged_title = هل أنت محامٍ أو قاضٍ أو عضو في البرلمان؟
start-privileged = لا يجوز أن تقرأ DJI رسائل المحامين والقضاة وأعضاء البرلمان وأمين المظالم الوطني وهيئة المراقبة وإعادة الإدماج ولجان الإشراف. إذا كنت تكتب في إطار هذا العمل، فلا تستخدم خدمة الرسائل هذه. أرسل رسالتك بالبريد العادي.
start-post_title = البريد العادي متاح دائمًا
start-post = يمكنك دائمًا إرسال رسالة بالبريد العادي. اكتب على الظرف اسم المستلم، ورقم تسجيله إن كنت تعرفه. تجد عنوان المؤسسة في موقع dji.nl.
start-status_title = هل أرسلت رسالة من قبل؟
start-status = معرفة حالة رسالتك

## Sending is not possible

refused-title = الإرسال غير ممكن الآن
refused-no_root_keys = أُنشئت هذه الصفحة من دون مفاتيح DJI. لا يمكنها أن تعرف بمن تثق، ولذلك لا ترسل شيئًا.
refused-unreachable = خدمة الرسائل لا تجيب. ربما لا يوجد لديك إنترنت، أو لا يمكن الوصول إلى الخدمة في هذه اللحظة.
refused-garbage = أرسلت خدمة الرسائل جوابًا لا تفهمه هذه الصفحة.
refused-forged = بيانات خدمة الرسائل غير موقّعة من DJI. ربما غيّرها شخص ما.
refused-one_signature = بيانات خدمة الرسائل عليها توقيع واحد فقط من التوقيعين المطلوبين.
refused-other_deployment = هذه البيانات تخص خدمة رسائل أخرى غير هذه.
refused-expired = انتهت صلاحية بيانات خدمة الرسائل بتاريخ { $date }.
refused-not_yet = لا تصبح بيانات خدمة الرسائل صالحة إلا ابتداءً من { $date }.
refused-older = بيانات خدمة الرسائل ليست الأحدث. ربما أعاد شخص ما بيانات قديمة.
refused-stale = لا تستطيع خدمة الرسائل أن تثبت أن بياناتها هي الأحدث.
refused-clock = ساعة جهازك غير صحيحة. الوقت على جهازك: { $device }. الوقت في خدمة الرسائل: { $server }.
refused-other_rules = هذه الصفحة ليست أحدث نسخة. أُعيد تحميلها ولم يساعد ذلك.
refused-keys_over = لا يوجد في هذه اللحظة مفتاح لختم الرسائل.
refused-safe_title = هل ضاع مني شيء؟
refused-safe = لا. لم تكتب شيئًا بعد، ولم يُرسَل أي شيء.
refused-do_title = ماذا يمكنك أن تفعل؟
refused-again = إعادة المحاولة
advice-clock = اضبط التاريخ والوقت في إعدادات جهازك. ثم حاول مرة أخرى.
advice-unreachable = تحقّق من اتصالك بالإنترنت. حاول مرة أخرى بعد بضع دقائق.
advice-warn = لا تستخدم هذه الصفحة الآن. حاول مرة أخرى لاحقًا، ويُفضَّل من شبكة أخرى. إذا بقي الأمر كما هو، فأبلغ DJI بذلك.
advice-later = حاول مرة أخرى لاحقًا.

## Privileged correspondents

privileged-title = هل يجوز أن تقرأ DJI رسائلك؟
privileged-lead = هناك أشخاص لا يجوز أن تقرأ DJI رسائلهم. هل تكتب بصفتك واحدًا منهم؟
privileged-lawyer = محامي المستلم
privileged-judge = قاضٍ أو مدّعٍ عام أو موظف في محكمة
privileged-parliament = عضو في مجلس الشيوخ أو مجلس النواب الهولندي، أو في البرلمان الأوروبي، أو وزير
privileged-ombudsman = أمين المظالم الوطني (Nationale ombudsman) أو موظف في هيئة تفتيش
privileged-committee = عضو في لجنة إشراف (commissie van toezicht) أو في مجلس RSJ
privileged-probation = موظف في هيئة المراقبة وإعادة الإدماج (reclassering)
privileged-no = لا، أكتب إلى قريب أو صديق
privileged-yes = نعم، أكتب في إطار هذا العمل
privileged-leave_title = أرسل رسالتك بالبريد العادي
privileged-leave = لا يجوز أن تقرأ DJI رسالتك، وهنا قد تُقرأ أي رسالة. لذلك أرسل رسالتك بالبريد العادي. واكتب على الظرف من أنت. لم نحتفظ بأي شيء عنك.
