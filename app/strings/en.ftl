### What the first two pages say.
### `{ $date }` and its like are filled in by the client: keep them. A text is one line.

## Frame

service = Lakzegel
frame-skip = Skip to the content
frame-languages = Language
frame-strip = Letters to people in custody
frame-demo = Demo
frame-demo_what = : no real post
help-title = Help
help-post = Questions about post, visits or phone calls? See dji.nl.
help-life_title = Are you worried about somebody’s life?
help-life_text = In the Netherlands, call 113 or 0800-0113, day and night. Immediate danger: call 112.
help-life = Are you worried about somebody’s life? In the Netherlands, call 113 or 0800-0113. Immediate danger: call 112.
step_of = Step { $n } of { $all }
back = Back
next = Continue
errors-title =
    { $n ->
        [one] There is 1 problem
       *[other] There are { $n } problems
    }
errors-mark = Error:
supervision-title = DJI may read your letter
supervision-text = DJI checks every letter before it is handed over, and may read it. DJI may withhold a letter. The law says so.

## Start: the same Dutch words as in index.html

start-title = Write a letter to somebody in custody
start-lead = Is somebody close to you in a prison or another institution of DJI, the Dutch Custodial Institutions Agency? Write your letter here. DJI prints it on paper.
start-begin = Begin your letter
start-how_title = How it works
start-how_identity = You show who you are.
start-how_write = You write your letter.
start-how_seal = Your letter is sealed on this device. After that, only DJI can open it.
start-how_receipt = You get a receipt. With it you can see later how your letter fares.
start-privileged_title = Are you a lawyer, a judge or a member of parliament?
start-privileged = DJI may not read post from lawyers, judges, members of parliament, the National Ombudsman, the probation service and supervisory committees. Do you write for that work? Then do not use this service. Send ordinary post.
start-post_title = Ordinary post remains possible
start-post = You can always send a letter by post. Put the recipient’s name on the envelope and, if you know it, the registration number. The address of the institution is on dji.nl.
start-status_title = Have you already sent a letter?
start-status = See how your letter fares

## Sending is not possible

refused-title = Sending is not possible now
refused-no_root_keys = This page was made without the keys of DJI. It cannot know whom to trust, so it sends nothing.
refused-unreachable = The letter service does not answer. Perhaps you have no internet, or the service cannot be reached for a moment.
refused-between = Something between your device and the letter service answered, not the letter service itself. Often that is the sign-in page of a wifi, or a filter.
refused-forged = The details of the letter service are not signed by DJI. Somebody may have changed them.
refused-one_signature = The details of the letter service have only one of the two signatures that are needed.
refused-other_deployment = The details are those of another letter service than this one.
refused-expired = The details of the letter service expired on { $date }.
refused-not_yet = The details of the letter service are valid only from { $date }.
refused-older = The details of the letter service are not the newest. Somebody may have put old details back.
refused-stale = The letter service cannot show that its details are the newest.
refused-clock = The clock of your device is wrong. Your device says { $device }. The letter service says { $server }.
refused-other_rules = This page is not the newest. Loading it again did not help.
refused-keys_over = At this moment there is no key to seal letters with.
refused-safe_title = Have I lost anything?
refused-safe = No. You have not written anything yet, and nothing was sent.
refused-do_title = What can you do?
refused-again = Try again
advice-clock = Set the date and time right in your device’s settings. Then try again.
advice-unreachable = Check whether you have internet. Try again in a few minutes.
advice-between = Do you use wifi? Open another website and sign in to the wifi. Or use another network. Then try again.
advice-warn = Do not use this page now. Try again later, best on another network. Does it stay like this? Tell DJI.
advice-later = Try again later.

## Privileged correspondents

privileged-title = May DJI read your post?
privileged-lead = There are people whose post DJI may not read. Do you write as one of them?
privileged-lawyer = the recipient’s lawyer
privileged-judge = a judge, a public prosecutor or staff of a court
privileged-parliament = a member of parliament, of the European Parliament, or a minister
privileged-ombudsman = the National Ombudsman or staff of an inspectorate
privileged-committee = a member of a supervisory committee or of the council RSJ
privileged-probation = staff of the probation service
privileged-no = No, I write as somebody close
privileged-yes = Yes, I write for that work
privileged-leave_title = Send your letter by post
privileged-leave = DJI is not allowed to read your letter, and here any letter may be read. So send your letter by post. Write on the envelope who you are. We have kept nothing about you.
