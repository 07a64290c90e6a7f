### What all other pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Identity

identity-title = Show who you are
identity-lead = DJI must know who a letter comes from. So first you log in.
identity-why = You go to another page for a moment and then come back here. The proof of your login travels with your letter, inside the seal.
identity-letter_kept = Your letter is kept. While you log in it stands encrypted on this device. Then it comes back.
identity-with = Log in with { $name }
identity-privacy = While you log in, the letter service sees for a moment who you are. It does not keep that.
identity-letters =
    { $n ->
        [one] 1 letter
       *[other] { $n } letters
    }
identity-days =
    { $n ->
        [one] 1 day
       *[other] { $n } days
    }
identity-volume_limit = You can send { $letters } here in { $days }. Ordinary post is always possible. The rule is in:
identity-volume = You have sent the largest number of letters for today. Nothing is lost. Try again tomorrow, or send your letter by post.
identity-busy = One moment, your login is being handled.
identity-done_title = You are logged in
identity-go_on = Go on without logging in again
identity-cancelled_title = You stopped logging in
identity-cancelled = Nothing has happened. You can log in again, or send your letter by post.
identity-failed_title = The login did not succeed
identity-unsupported = Your browser cannot make a key that is safe enough. Update your browser or use another one. You can also send your letter by post.
identity-not_kept = Your browser does not have the key for this login. That happens when you open this page again, and often in a private window too. Nothing is lost. Log in again, best in an ordinary window.
identity-refused_storage = Your browser may keep nothing for this site: cookies or storage are refused. A login needs them for a short time. Nothing is lost. Allow them in the browser’s settings, or use another browser.
identity-unreachable = The letter service did not answer. Nothing is lost. Check whether you have internet and log in again.
between-safe = Nothing is lost. If you have written a letter, it is safe.
identity-refused = The login page or the letter service refused the login. Nothing is lost. Log in again.
identity-provider_down = The login service does not answer now. Nothing is lost. Choose another way to log in, or try again later.
identity-down = Does not answer now
identity-level = This way of logging in does not make it certain enough who you are. Nothing is lost. Log in again and choose a more certain way, for example with the app and your identity document.
identity-too_large = The proof of this login is too large to travel with your letter. Choose another way to log in, or send your letter by post.
identity-expired = The login took too long. Nothing is lost. Log in again.
identity-not_ours_title = Stop: this login is not yours
identity-not_ours = The login that came back does not belong to this page. Perhaps somebody is trying to use your login. Nothing was sent. Close this page, do not write a letter now, and tell DJI.
identity-lost_title = Take care: your logins do not arrive
identity-lost = You logged in twice, and the letter service gave this page no proof of it. It may be a failure. It may also be that somebody uses your logins for himself. Your letter is safe: it was not sent.
identity-lost_report = Tell DJI, with this time: { $time }. Also look at the list of your logins at your login service.
identity-lost_later = Do not log in again now. Do so later, or send your letter by post.
visitor-title = Do you have a visitor code?
visitor-lead = Can you not log in? The visiting desk makes a code on paper. It has two parts. Copy them from the paper.
visitor-admission = Part 1: admission
visitor-proof = Part 2: proof
visitor-hint = Three groups of four characters. Hyphens and capitals are not needed.
visitor-next = Continue with this code
visitor-done = With a visitor code
visitor-wrong_length = A part of the code has twelve characters: three groups of four. Please check it.
visitor-wrong_character = The character { $character } does not occur in a code. Check it on the paper.
visitor-wrong_check = There is a typing error in this part of the code. Check it on the paper.
visitor-wrong_half = This is the other part of a code. Swap the two parts.
visitor-unknown = This code does not give access today. Nothing is lost. Check whether the date on the paper is today, and compare the characters. The visiting desk can make a new code.
visitor-used = This code was used before. A code counts for one visit to this page. Ask the visiting desk for a new code.
visitor-too_many = Too many codes are being tried now. Nothing is lost. Wait a minute and try again.

## Recipient

recipient-title = To whom do you write?
recipient-lead = We cannot see whether somebody is in custody, or where. DJI finds the recipient of your letter.
recipient-number = The recipient’s registration number
recipient-number_hint = This number stands on letters from the recipient and from the institution.
recipient-number_wrong = Fill in the recipient’s registration number. Use only the digits and letters of the number.
recipient-name = The recipient’s name
recipient-name_hint = First name and last name, in your own script.
recipient-name_wrong = Fill in the recipient’s name, on one line.
recipient-sender = Your name under the letter
recipient-sender_hint = Your name will stand like this on the paper. DJI also sees the name you logged in with.
recipient-sender_wrong = Fill in the name that should stand under your letter, on one line.

## Writing

write-title = Write your letter
write-label = Your letter
write-pages =
    { $n ->
        [one] 1 page
       *[other] { $n } pages
    }
write-hint = Your letter may be { $n } characters long, on at most { $pages }.
write-left =
    { $n ->
        [one] 1 character left
       *[other] { $n } characters left
    }
write-too_many =
    { $n ->
        [one] Your letter is 1 character too long
       *[other] Your letter is { $n } characters too long
    }
write-full = Your letter is { $n } % full
write-too_full = Your letter is too long: { $n } % of what fits
write-empty = Write your letter first.
write-blocked = There are characters in your letter that cannot be sent. Below the letter you see which, and what you can do.
write-next = Look at your letter
write-until = Your login is valid until { $time }. Send your letter before then.
findings-title = Please look at this
findings-show = Show in the letter
findings-repair = Repair this
findings-repaired = Repaired.
rule-empty_title = Your letter is empty
rule-empty = Write your letter first.
rule-too_long_title = Your letter is too long
rule-too_long = Make your letter shorter, or write a second letter.
rule-control_title = Invisible control characters
rule-control = These characters cannot be printed. They often come along with text that you paste. ‘Repair this’ takes them all out. Your words stay.
rule-bidi_title = Characters that reverse the direction of writing
rule-bidi = These invisible characters turn the order of letters around. So what is there can differ from what you see. ‘Repair this’ takes them all out. Arabic and Hebrew stay right.
rule-zero_width_title = Invisible characters
rule-zero_width = Nobody can see these characters. They often come along with text that you paste. ‘Repair this’ takes them all out. Your words stay.
rule-tag_title = Hidden characters
rule-tag = These characters can hold invisible text. ‘Repair this’ takes them all out. What you see stays.
rule-private_use_title = Characters that nobody else can read
rule-private_use = This character exists only in your own device or program. On paper it becomes an empty box. Does it come from Word? ‘Repair this’ makes a bullet, an arrow or a smiley readable. Anything else is taken out.
rule-combining_pile_title = Too many marks on top of each other
rule-combining_pile = One letter carries more than six separate accents. In print they run through other lines. ‘Repair this’ leaves six.
rule-web_address_title = A web address
rule-web_address = Your letter is given on paper: nobody can click on an address. It may stay.
rule-mail_address_title = An e-mail address
rule-mail_address = People in custody can mostly not e-mail. The staff who read your letter see this address. It may stay.
rule-phone_number_title = A telephone number
rule-phone_number = The staff who read your letter see this number. Is the number right? Then it may stay.
rule-iban_title = A bank account number
rule-iban = The staff who read your letter see this number. Is it needed? Then it may stay. Never write down a PIN.
rule-bsn_title = Perhaps a citizen service number
rule-bsn = With a citizen service number (BSN) somebody can pretend to be another person. Better take it out. Is it another number? Then it may stay.
rule-mixed_scripts_title = Letters of two alphabets in one word
rule-mixed_scripts = This word looks ordinary, but it has letters of another alphabet in it. Type the word again if you did not mean that. It may stay.

## Review, sealing and sending

review-title = Read your letter once more
review-lead = This is how your letter will be printed. Is everything right? Then send it.
review-recipient = Recipient
review-change_recipient = Change the recipient
review-number = Number
review-change_number = Change the number
review-sender = Your name
review-change_sender = Change your name
review-letter = Your letter
review-change_letter = Change the letter
review-sheet = Sheet { $n } of { $all }
review-after = After sending you can no longer read or change your letter, not on this device either. Only DJI can open it.
send = Seal and send
send-busy = Sending…
send-sealing = Your letter is being sealed…
send-uploading = Your letter is sealed and is being sent…

## How letters are supervised, as the manifest says

supervision-read_title = DJI reads your letter
supervision-read = Staff of DJI read your letter before it is handed over. They may withhold a letter. The law says so.
supervision-sample_title = DJI reads some of the letters
supervision-sample = A computer of DJI checks every letter. Staff of DJI read some of the letters, and perhaps yours too. They may withhold a letter. The law says so.
supervision-rules_title = DJI checks your letter
supervision-rules = A computer of DJI checks your letter before it is handed over. Staff of DJI may also read it. DJI may withhold a letter. The law says so.

## A letter without a receipt

unsent-title = Sending has not succeeded yet
unsent-not_sealed = Your browser could not seal the letter.
unsent-visit_over = Your login has expired.
unsent-no_grant = With this login you cannot send another letter.
unsent-manifest = The details of the letter service have expired, and new ones could not be had.
unsent-other_notice = DJI now checks letters in another way than you read here. That is why your letter has not been sent yet.
unsent-unreachable = There was no answer. Perhaps your internet connection was lost. We do not know whether the letter arrived.
unsent-trouble = The letter service has a fault or is very busy.
unsent-too_many = There are too many letters at once now.
unsent-too_many_minutes =
    { $n ->
        [one] There are too many letters at once now. Wait 1 minute.
       *[other] There are too many letters at once now. Wait { $n } minutes.
    }
unsent-spent_grant = The right to send this letter was already used for another letter.
unsent-outdated = The key that your letter was sealed with is no longer used.
unsent-refused = The letter service refused the sealed letter. That is a fault in this page, not in your letter.
unsent-false_receipt = Warning: the receipt is not right. It does not prove that your letter was stored. Somebody may have tampered with it.
unsent-send_again = Send again
unsent-seal_again = Seal and send again
unsent-back = Back to your letter
unsent-log_in = Log in again
unsent-stop = End, and let the letter wait here
unsent-reference = You wrote with a visitor code. Your letter can wait on this device, even if you close the page. Keep this reference first: only with it can you see later how your letter fares. It is stored nowhere on this device. Show it to nobody.
unsent-noted = I have the reference: let the letter wait here
unsent-waits = Your letter now waits on this device.
safe-title = Is my letter safe?
safe-sealed = Yes. Your letter is sealed and kept in this page. Do not close the page.
safe-written = Yes. Your letter is still in this page, exactly as you wrote it. Do not close the page.
safe-kept = Yes. Your letter is still in this page, exactly as you wrote it. This browser keeps it too, for seven days: only your login opens it.
advice-send_again = Wait a moment and send again. Your letter never arrives twice.
advice-seal_again = Seal and send the letter again. You need not type anything again.
advice-other_notice = Go back to your letter. Read there what DJI now does with letters, and send it again.
advice-new_login = Log in again. Your letter is kept: you need not type anything again.
advice-refused = Go back to your letter and copy the text. Then load the page again, or send your letter by post.
advice-false_receipt = Send again. Is the receipt wrong again? Tell DJI and send your letter by post.

## Receipt

receipt-title = Your letter is stored
receipt-lead = We checked the receipt on this device. It is right.
receipt-stored_title = Stored
receipt-stored = Your sealed letter is in the register. DJI has not fetched it yet. This message changes by itself.
receipt-seen_title = Seen by DJI
receipt-seen = DJI has signed that it holds your sealed letter. After that DJI opens and checks the letter.
receipt-witnessed = Independent witnesses have also signed that your letter is in the register.
receipt-reference = Your reference
receipt-keep = Keep this reference. Only with it can you see later how your letter fares. We cannot give it again. Show it to nobody.
receipt-sealed = Sealed on
receipt-when = Sent on
receipt-place = Place in the register
receipt-id = Name of the sealed letter
receipt-save = Save the reference
receipt-file = Lakzegel. The reference of your letter is { $reference }. Show it to nobody.
receipt-print = Print
receipt-proof = Save the proof
receipt-next_title = What happens next?
receipt-next = DJI checks your letter and decides. News is published a few times a day. This service never says whether or when the letter is handed over.
receipt-another = Write another letter
receipt-sure = You have not saved, copied or printed your reference yet. Without it you cannot see how this letter fares. Go on all the same?
receipt-sure_yes = Yes, without the reference
receipt-end_why = Done? Then end your visit. Everything is wiped from this page. Save your reference first.
receipt-end = End and wipe everything

## Status

status-title = How does your letter fare?
status-lead = Type the reference that you got when you sent the letter. This device decrypts the answer.
status-reference = Reference
status-reference_hint = Seven groups of four characters. Hyphens and capitals are not needed.
status-reference_wrong = There is a typing error in the reference. Check it: it is seven groups of four characters.
status-ask = See how it fares
status-busy_title = One moment
status-busy = We are asking how your letter fares.
status-nothing_title = No news yet
status-nothing = Nothing is known about this letter yet. Look again in a few hours. Still nothing after a day? Then DJI may not have been able to open the letter. Ask DJI, with your receipt. After a few months nothing is shown here any more.
status-old_title = This is old news
status-old = On { $time } it said here: { $state }. News is published a few times a day, and now there has been none for longer. Things may have changed since. Look again later. If it stays like this, ask DJI.
status-unreachable_title = No answer
status-unreachable = The letter service did not answer. That changes nothing about your letter. Try again later.
status-between_title = Something else answered
status-false_title = This answer is not right
status-false = The answer is not signed by DJI, or does not belong to your letter. Do not believe it. Try again later. Does it stay like this? Tell DJI.
status-received_title = Received
status-received = DJI has your sealed letter. DJI has not checked it yet.
status-screening_title = Being checked
status-screening = Somebody at DJI is looking at your letter.
status-screened_title = Checked and approved
status-screened = DJI has checked your letter and does not withhold it. That does not mean that it has been handed over.
status-withheld_title = Withheld
status-withheld_do = You can write another letter, or send a letter by post.
status-at = Published on { $time }
ground-order = DJI withholds your letter for order and safety in the institution.
ground-public = DJI withholds your letter for public order or national security.
ground-offences = DJI withholds your letter to prevent or detect offences.
ground-victims = DJI withholds your letter to protect victims or others.
ground-unreadable = DJI could not open your letter. That is not because of what you wrote. Send it again.
ground-identity = DJI could not establish who wrote the letter. Log in again and send it again.
ground-rules = Your letter is too long, or has characters that are not allowed. Change it and send it again.
ground-duplicate = This letter came in before, with other contents. Send it again as a new letter.

## Keeping a receipt, asking how a letter fares, checking a receipt later

receipt-address = Look later at
receipt-copy = Copy
receipt-copied = The reference is copied. Paste it in a place that only you can see.
receipt-not_copied = Copying did not work. Save the reference, or write it down.
receipt-found_again = Have you lost it? Until { $time } it is still on this device, encrypted. After logging in you find it with the letters that wait.
receipt-share = Send it to yourself
receipt-proof_title = Proof for later
receipt-proof_why = With this file anybody can check later that your sealed letter was stored. It says nothing about you, the recipient or what you wrote.
receipt-check = Check a receipt
status-decision = DJI decides
status-later = News is published a few times a day. Look again later.
status-law = This is a reason in Dutch law: article 36 of the Penitentiaire beginselenwet.
status-complain = Do you disagree? Send a complaint to DJI, within one year. It costs nothing. DJI mostly answers within six weeks. How to do that is on dji.nl.
status-ombudsman = Do you disagree with the answer? Then ask the National Ombudsman for help. That costs nothing either. See nationaleombudsman.nl.
status-name = Write in a complaint the name of the letter that stands below. Give your reference to nobody, not in a complaint either.
check-title = Check a receipt
check-lead = Do you have the file with the proof? Here you see whether it is right. Anybody can do that, even years later.
check-file = Choose the file with the proof
check-hint = Its name ends in .tlog-proof. You can also drag the file onto this page.
check-private = The file stays on this device. Nothing is sent.
check-name = File:
check-proof_title = This receipt is right
check-proof = The sealed letter with this name stands in the register that the letter service has signed. Nobody can take it out unnoticed.
check-seen = DJI signed on { $time } that it holds the sealed letter. So it was stored before that time.
check-unseen = In this file DJI has not signed yet that it holds the sealed letter.
check-witnessed = Independent witnesses signed on { $time } that this letter is in the register.
check-not_title = What does it not prove?
check-not = It does not prove who wrote the letter, for whom it is or what is in it. Nor that it was read or handed over.
check-demo_here = This is the demo: the letter is not real.
check-broken_title = This receipt is not right
check-broken = Something in it was changed, or a piece is missing. So it proves nothing. Try the file that you saved first.
check-lost_title = The letter service has lost this letter
check-lost = Your letter did arrive: it stands in the register, and your receipt proves that. But the service has stated with two signatures that the sealed letter itself is gone. So DJI cannot read it or hand it over. Write the letter again. Keep the receipt: it is your proof for a complaint. If the letter is found, you will see that with your reference, where you look how it fares.
check-contradicted_title = The letter service contradicts itself
check-contradicted = The service has stated that this letter is gone. But DJI signed before that it holds the letter, or the register has another one in this place. So the statement is wrong. Keep this file: it is the proof. Send a complaint to DJI.
check-retired_title = This receipt cannot be confirmed here yet
check-retired = The key that signed it is no longer used, and there is no other signature on it. With internet, this page can look in the register whether it is right.
check-look_up = Look it up in the register
check-not_found = The register does not show that this receipt is right, or there was no internet. Try again later.
check-save_why = Save the file again. It then contains what was looked up in the register, and is right without internet too.
check-demo_title = A receipt of the demo
check-demo = It comes from a demo of this letter service. No letter there is real.
check-foreign_title = A receipt of another letter service
check-foreign = Here you cannot see whether it is right. Check it at the letter service that it comes from.
check-unnamed_title = It does not say for which letter
check-unnamed = The file is a receipt, but names no letter. Choose the file that you saved on the page with your reference.
check-other_title = This is not a receipt
check-other = The file is something else. Look for a file whose name ends in .tlog-proof.
check-unreadable_title = The file cannot be read
check-unreadable = Your browser could not read the file. Choose it once more.

## Kiosk

kiosk-nothing_kept = Nothing is kept on this device.
kiosk-offline = There is no connection now. What you type stays. This page tries again by itself.
kiosk-online = There is a connection again.
kiosk-end = End visit
kiosk-size = Letters
kiosk-size_normal = Normal letters
kiosk-size_large = Large
kiosk-size_largest = Extra large
kiosk-contrast = Colours
kiosk-contrast_normal = Normal colours
kiosk-contrast_high = Strong contrast
kiosk-time_title = Time
kiosk-time_normal = Normal time
kiosk-time_more = More time
kiosk-minutes =
    { $n ->
        [one] 1 minute
       *[other] { $n } minutes
    }
kiosk-seconds =
    { $n ->
        [one] 1 second
       *[other] { $n } seconds
    }
kiosk-time = Do you do nothing for { $idle }? Then we ask if you are still there. Is there no answer in { $warning }? Then we wipe everything. You can go on as often as you like.
kiosk-again_title = You need not do anything
kiosk-again = This page tries again by itself. Does it not succeed? Ask for help at the visiting desk, or send a letter by post.
kiosk-codes = At the visiting desk you get a code on paper. The code has two parts. Copy them from the paper.
kiosk-no_codes = You cannot write a letter here now, for no visitor codes are accepted. Ask for help at the visiting desk.
kiosk-letter_stays = Your letter stays on this page. You need not type anything again.
kiosk-idle_title = Are you still there?
kiosk-idle = If you do nothing, we soon wipe everything that you typed. Do you want to go on? Then press ‘Go on’.
kiosk-idle_unsent = Your letter has not been sent yet. It is wiped too.
kiosk-left = { $time } left.
kiosk-go_on = Go on
kiosk-ask_title = Your letter has not been sent yet
kiosk-ask = If you stop now, your letter is wiped. Nobody can get it back.
kiosk-ask_back = Back to my letter
kiosk-ask_end = Wipe and stop
kiosk-ended_title = Your visit has ended
kiosk-over = Everything is wiped. This page begins again by itself when there is a connection.
kiosk-ended_done = Everything that you typed is wiped from this device.
kiosk-ended_idle = You did nothing for a while. So everything that you typed is wiped from this device.
kiosk-ended_broken = Something went wrong on this device. So everything that you typed is wiped.
kiosk-ended_stored = Your letter was sent. Take your print with you: with the reference on it you can see later how your letter fares.
kiosk-ended_unknown = We do not know whether your letter arrived. Did you see a receipt? Then it is stored.
kiosk-ended_unsent = What you had not sent yet was not sent and is not kept.
kiosk-ended_code = Do you want to write another letter? Ask the visiting desk for a new code.
kiosk-ended_new = Begin a new visit
kiosk-print_first = Done? Print your receipt, or copy your reference by hand. Then end your visit. Everything is wiped then.

## A letter that waits on the device

draft-title = Your letter on this device
draft-will = While you write, this browser keeps your letter. So you do not lose it if something goes wrong. It is encrypted here: only your login opens it. It is thrown away when you have sent it, or else after seven days.
draft-kept = This browser keeps your letter, encrypted: only your login opens it. Does something go wrong? Log in here again. The letter is thrown away when you have sent it, or else on { $time }.
draft-only_here = Your letter is only on this page: do not close it.
draft-failed = This browser cannot keep your letter. Perhaps this is a private window, the device is full, or cookies and storage are refused. Your letter is only on this page: do not close it.
draft-none = Nothing of your letter is kept on this device any more.
draft-shared = Other people use this device too
draft-shared_hint = Then this browser keeps nothing. What was here is thrown away at once.
draft-stop = Stop and go on later
draft-stop_throw = Stop and throw the letter away
draft-sure = Do you want to throw this letter away for good?
draft-sure_yes = Yes, throw it away
draft-sure_no = No
draft-offer_title = You had begun a letter
draft-offer = You last wrote in it on { $time }.
draft-go_on = Go on with this letter
draft-throw = Throw this letter away
draft-thrown = The letter is thrown away. Nothing of it is left on this device.
draft-gone = This letter is not on this device any more.
draft-back = Your letter is back.

## Letters that wait

outbox-title = Letters that wait
outbox-lead = Here you see which letters have not been sent yet. They are sealed: nobody can read them here.
outbox-none = No letter is waiting on this device.
outbox-letter = Letter of { $time }
outbox-waits = This letter has not been sent yet.
outbox-until = It must be sent before { $time }. After that DJI does not accept it any more.
outbox-soon = Please note: there is little time left. Find a place with internet soon.
outbox-forgets = After seven days this browser throws away what a page has kept. Come back before { $time }, or save the letter as a file.
outbox-too_late = The time for this letter is over. It was not sent and cannot be sent any more. Write it again, or send a letter by post.
outbox-spent = This letter was not sent. The right to send it has been used, or has run out. Log in and write the letter again.
outbox-outdated = This letter was not sent. DJI does not use the key of this letter any more. Write the letter again.
outbox-refused = This letter was not sent. The letter service does not accept it. That is not your fault. Write the letter again, or send it by post.
outbox-text = Your text is still on this device, encrypted. Log in as you did then: after that you can go on with it.
outbox-stored = This letter has been sent. We have checked the receipt. Look at it, and save your reference.
outbox-stored_log_in = This letter has been sent. We have checked the receipt. Did you write it? Log in as you did then. Then you see the receipt and your reference.
outbox-stored_code = This letter has been sent. We have checked the receipt. It was written with a visitor code. Whoever has the reference can see with it how the letter fares.
outbox-show = Look at the receipt
outbox-first = You are writing another letter now. Send that one first. After that you can look at the receipt here.
outbox-discard = Throw away
outbox-sure = Do you want to throw this away for good? Nobody can get it back after that.
outbox-sure_yes = Yes, throw it away
outbox-sure_no = No, keep it
outbox-discarded = It has been thrown away.
outbox-next_title = What happens next?
outbox-by_itself = Is there internet again? Then your browser sends the letter by itself, even when this page is closed. Look here later to see whether it has gone.
outbox-next = Is there internet again? Then the letter goes by itself while this page is open. Do you close the page? Then open it again later.
outbox-open_only = Is there internet again? Then the letter goes by itself. Leave this page open: we keep nothing on this device.
outbox-send = Send now
outbox-save = Save as a file
outbox-log_in = Did you write this letter? Log in as you did then. Then you can save it as a file, too.
outbox-log_in_now = Log in
outbox-code = It was written with a visitor code. Whoever has the reference can see with it later how the letter fares.
outbox-file_title = Sending from another device
outbox-file = Save a letter that waits as a file. Open that file here on another device. Then the letter goes from there.
outbox-file_has = In the file are the sealed letter, the right to send it once, and your reference. Nobody can read the letter with it. Still, give the file to nobody: whoever has it can see how your letter fares.
outbox-file_text = Lakzegel. In this file is a sealed letter that has not been sent yet. Open it on the page with letters that wait. Give it to nobody.
outbox-open = Open a file
outbox-open_wrong = There is no waiting letter in this file, or it is damaged. Nothing has changed. Choose another file.
outbox-offline = There is no internet. This page uses what it got before. You can read here, but not log in or send yet.
outbox-between = Something other than the letter service answers, such as the sign-in page of a wifi or a filter. This page uses what it got before. You can read here, but not log in or send yet.
outbox-strip =
    { $n ->
        [one] 1 letter has not been sent yet
       *[other] { $n } letters have not been sent yet
    }
outbox-strip_stored =
    { $n ->
        [one] 1 letter has now been sent: look here
       *[other] { $n } letters have now been sent: look here
    }
outbox-safe = Yes. Your letter is sealed and waits on this device, even if you close the page. Nobody can read it here.

## Wiping the device

wipe-title = Wipe everything of Lakzegel from this device
wipe-sure = Do you want to wipe this from this browser for good? Your visit is over then. Close other tabs of Lakzegel first.
wipe-drafts = letters that were begun here, also the one you are writing now
wipe-receipts = receipts and references of letters that have been sent
wipe-copy = what Lakzegel keeps here to work without internet, and what you have chosen about this device
wipe-letters =
    { $n ->
        [one] Also 1 letter that has not been sent yet
       *[other] Also { $n } letters that have not been sent yet
    }
wipe-letters_hint = Then what has not been sent is never sent. If you do not tick this, it goes on waiting here. What it needs stays with it.
wipe-done_title = Wiped
wipe-done = There is nothing of Lakzegel or of your letters left in this browser. You can close this page.
wipe-done_letters = What has not been sent is still here, with what it needs. Everything else is gone. What can still wait goes when you open Lakzegel again and there is internet. Sometimes your browser does it by itself.
wipe-failed_title = Not everything has been wiped
wipe-failed = This browser has not wiped everything. Close all pages of Lakzegel, and clear the data of this site in the settings of your browser.

## Writing: limits, findings, paste, spell checking

write-all_there = Everything is still there. What is too much is marked.
findings-below =
    { $n ->
        [one] Below the letter is 1 point to look at
       *[other] Below the letter are { $n } points to look at
    }
findings-more = And more places. They are marked in the letter.
findings-undo = Undo
findings-undone = Your letter is as it was before.
paste-text = Only the text came along. This cannot come along:
paste-nothing = This cannot be in the letter: there is no text in it. Nothing was pasted and nothing is lost.
paste-pictures = pictures
paste-tables = the form of a table: its words are there
paste-links = the addresses behind links: the words are there
paste-styles = styles, such as bold and colour
paste-too_long = This text is far too long for a letter. Nothing of it was taken. Your letter is as it was. A letter may be { $n } characters long.
paste-field_too_long = This text is far too long for this field. Nothing of it was taken. The field is as it was.
spelling-on = Turn your browser’s spell checking on
spelling-off = Turn your browser’s spell checking off
spelling-why = For that check, some browsers send your text to their maker.

## Review: the printed page

review-paper = This is how your letter stands on paper, with the same lines and pages. DJI adds when you sealed it, its mark, and whether your name belongs to your login.
unprinted-title = The printer does not know all characters
unprinted-text = DJI has no printing type for these characters. On paper there is an empty box. Better write it in another way, or send your letter by post.
unprinted-place = Sheet { $n }, line { $line }
unprinted-more = And in more places. In the letter below these characters have a border.
