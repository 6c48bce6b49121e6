-- The instructions that are shipped, by their names: what the examiner reads out to the participant.

return function()
  return {
    ["cdt"] = {
      en = "This plate on your skin is going to become cooler, slowly. Please press the button as soon as you notice the "
        .. "first change to cool. It then goes back to where it was, and after a while it begins again. There is no right "
        .. "and no wrong; this is about what you notice.",
      de = "Diese Platte auf Ihrer Haut wird gleich langsam kühler. Bitte drücken Sie den Knopf, sobald Sie die erste "
        .. "Veränderung zum Kühlen bemerken. Dann geht sie zurück, und nach einer Weile beginnt sie wieder. Es gibt kein "
        .. "Richtig und kein Falsch; es geht darum, was Sie bemerken.",
    },
    ["cold_pressor"] = {
      en = "Please put your hand into this cold water up to the wrist when I say so, and keep it open and still. Say \"now\" "
        .. "or press the button when it begins to hurt. Leave your hand in for as long as you can bear it, and take it out "
        .. "whenever you want to: nobody expects a certain time. From time to time I ask you how strong the pain is, from 0, no "
        .. "pain, to 10, the strongest pain you can imagine.",
      de = "Bitte tauchen Sie die Hand auf mein Zeichen bis zum Handgelenk in dieses kalte Wasser und halten Sie sie offen und "
        .. "ruhig. Sagen Sie „jetzt“ oder drücken Sie den Knopf, wenn es anfängt wehzutun. Lassen Sie die Hand darin, solange "
        .. "Sie es aushalten, und nehmen Sie sie heraus, wann immer Sie wollen: Niemand erwartet eine bestimmte Zeit. Ab und "
        .. "zu frage ich, wie stark der Schmerz ist, von 0, kein Schmerz, bis 10, der stärkste vorstellbare Schmerz.",
    },
    ["cpm.cuff"] = {
      en = "This cuff is going to press, and holds its pressure for a while. Please move the slider all the time to how strong the pain "
        .. "under the cuff is. If you do not want to go on, press the button: the cuff then opens at once, and nothing is lost. When "
        .. "the cuff is open I test the other place again, as before. Then please judge only that place, not where the cuff was.",
      de = "Diese Manschette drückt gleich und hält den Druck eine Weile. Bitte stellen Sie den Schieber die ganze Zeit darauf, wie "
        .. "stark der Schmerz unter der Manschette ist. Möchten Sie nicht weitermachen, drücken Sie den Knopf: Die Manschette öffnet "
        .. "sich sofort, und nichts ist verloren. Danach prüfe ich wieder die andere Stelle, wie vorher. Bitte beurteilen Sie dann nur "
        .. "diese Stelle, nicht die unter der Manschette.",
    },
    ["cpm.thermode"] = {
      en = "This plate keeps its temperature for a while. Please move the slider all the time to how strong the pain under the plate "
        .. "is; where there is none, leave it all the way down. If you do not want to go on, press the button: the plate then goes "
        .. "back at once, and nothing is lost. Afterwards I test the other place again, as before. Then please judge only that "
        .. "place, not the one under the plate.",
      de = "Diese Platte behält gleich eine Weile ihre Temperatur. Bitte stellen Sie den Schieber die ganze Zeit darauf, wie stark der "
        .. "Schmerz unter der Platte ist; wo keiner ist, lassen Sie ihn ganz unten. Möchten Sie nicht weitermachen, drücken Sie den "
        .. "Knopf: Die Platte geht sofort zurück, und nichts ist verloren. Danach prüfe ich wieder die andere Stelle, wie vorher. Bitte "
        .. "beurteilen Sie dann nur diese Stelle, nicht die unter der Platte.",
    },
    ["cpm.water"] = {
      en = "Please put your hand into this water up to the wrist when I say so, and leave it there until I ask you to take it out. From "
        .. "time to time I ask how strong the pain in the hand is, from 0, no pain, to 10, the strongest pain you can imagine. If you "
        .. "cannot bear it, take the hand out: nothing is lost. Afterwards I test the other place again, as before. Then please "
        .. "judge only that place, not the hand.",
      de = "Bitte tauchen Sie die Hand auf mein Zeichen bis zum Handgelenk in dieses Wasser, und lassen Sie sie darin, bis ich Bescheid "
        .. "sage. Ab und zu frage ich, wie stark der Schmerz in der Hand ist, von 0, kein Schmerz, bis 10, der stärkste vorstellbare "
        .. "Schmerz. Halten Sie es nicht aus, nehmen Sie die Hand heraus: Nichts ist verloren. Danach prüfe ich wieder die andere "
        .. "Stelle, wie vorher. Bitte beurteilen Sie dann nur diese Stelle, nicht die Hand.",
    },
    ["cpt"] = {
      en = "This plate on your skin is going to become colder, slowly. At first you will feel cold only. Please press the "
        .. "button at the moment when the cold begins to hurt. It then becomes warm again at once. This is not about how "
        .. "much you can bear.",
      de = "Diese Platte auf Ihrer Haut wird gleich langsam kälter. Zuerst spüren Sie nur Kälte. Bitte drücken Sie den "
        .. "Knopf in dem Augenblick, in dem die Kälte anfängt wehzutun. Dann wird sie sofort wieder warm. Es geht nicht "
        .. "darum, wie viel Sie aushalten.",
    },
    ["hpt"] = {
      en = "This plate on your skin is going to become hotter, slowly. At first you will feel warmth only. Please press the "
        .. "button at the moment when the heat begins to hurt. It then cools down again at once. This is not about how much "
        .. "you can bear.",
      de = "Diese Platte auf Ihrer Haut wird gleich langsam heißer. Zuerst spüren Sie nur Wärme. Bitte drücken Sie den "
        .. "Knopf in dem Augenblick, in dem die Hitze anfängt wehzutun. Dann kühlt sie sofort wieder ab. Es geht nicht "
        .. "darum, wie viel Sie aushalten.",
    },
    ["ice"] = {
      en = "I am going to hold ice against your skin for a short time; I say when it begins and when it is over. Say \"now\" if "
        .. "it begins to hurt. Afterwards I ask you how strong the pain was at the end, from 0, no pain, to 10, the strongest "
        .. "pain you can imagine. You can end it at any time.",
      de = "Ich halte gleich für kurze Zeit Eis an Ihre Haut; ich sage, wann es beginnt und wann es vorbei ist. Sagen Sie "
        .. "„jetzt“, falls es anfängt wehzutun. Danach frage ich, wie stark der Schmerz am Ende war, von 0, kein Schmerz, bis "
        .. "10, der stärkste vorstellbare Schmerz. Sie können es jederzeit beenden.",
    },
    ["pdt_ptt"] = {
      en = "This cuff around your leg is going to press, slowly and more and more. Please move the slider all the time to how strong "
        .. "the pain is: all the way down while nothing hurts, and all the way up for the strongest pain you can imagine. When you do "
        .. "not want to bear any more, press the button: the cuff then opens at once. You can do that at any time.",
      de = "Diese Manschette um Ihr Bein drückt gleich, langsam und immer stärker. Bitte stellen Sie den Schieber die ganze Zeit "
        .. "darauf, wie stark der Schmerz ist: ganz unten, solange nichts wehtut, und ganz oben für den stärksten Schmerz, den Sie "
        .. "sich vorstellen können. Wenn Sie nicht mehr aushalten möchten, drücken Sie den Knopf: Die Manschette öffnet sich dann "
        .. "sofort. Das können Sie jederzeit tun.",
    },
    ["pdt_ptt.three"] = {
      en = "This cuff around your leg is going to press, slowly and more and more. Please move the slider all the time to how strong "
        .. "the pain is: all the way down while nothing hurts, to the mark \"just painful\" at the moment when the pressure begins to "
        .. "hurt, and all the way up for the strongest pain you can imagine. When you do not want to bear any more, press the button: "
        .. "the cuff then opens at once. You can do that at any time.",
      de = "Diese Manschette um Ihr Bein drückt gleich, langsam und immer stärker. Bitte stellen Sie den Schieber die ganze Zeit "
        .. "darauf, wie stark der Schmerz ist: ganz unten, solange nichts wehtut, auf „eben schmerzhaft“ in dem Augenblick, in dem "
        .. "der Druck anfängt wehzutun, und ganz oben für den stärksten Schmerz, den Sie sich vorstellen können. Wenn Sie nicht mehr "
        .. "aushalten möchten, drücken Sie den Knopf: Die Manschette öffnet sich dann sofort. Das können Sie jederzeit tun.",
    },
    ["ppt"] = {
      en = "I am going to press with this probe, slowly and more and more. At first you will feel pressure only. Please "
        .. "press the button at the moment when the pressure begins to hurt. I then stop at once. This is not about how "
        .. "much you can bear.",
      de = "Ich drücke gleich mit diesem Stempel, langsam und immer stärker. Zuerst spüren Sie nur Druck. Bitte drücken "
        .. "Sie den Knopf in dem Augenblick, in dem der Druck anfängt wehzutun. Ich höre dann sofort auf. Es geht nicht "
        .. "darum, wie viel Sie aushalten.",
    },
    ["ppt.practice"] = {
      en = "We first try this out once, so that you know what it feels like. This one does not count.",
      de = "Wir probieren das zuerst einmal aus, damit Sie wissen, wie es sich anfühlt. Dieses Mal zählt nicht.",
    },
    ["thermal.practice"] = {
      en = "We first try this out at a place that is not about your complaints, so that you know what it feels like. This does "
        .. "not count. You can stop at any time, without giving a reason.",
      de = "Wir probieren das zuerst an einer Stelle aus, um die es nicht geht, damit Sie wissen, wie es sich anfühlt. Das zählt "
        .. "nicht. Sie können jederzeit aufhören, ohne Grund.",
    },
    ["ts"] = {
      en = "The cuff is going to press several times, each time for a short moment and always with the same strength. Please move the "
        .. "slider after each press to how strong the pain of that press was, and leave it there until the next one. If you do not "
        .. "want to go on, press the button: the cuff then opens at once.",
      de = "Die Manschette drückt gleich mehrmals, jedes Mal nur kurz und immer gleich stark. Bitte stellen Sie den Schieber nach jedem "
        .. "Drücken darauf, wie stark der Schmerz dabei war, und lassen Sie ihn bis zum nächsten Mal dort. Wenn Sie nicht "
        .. "weitermachen möchten, drücken Sie den Knopf: Die Manschette öffnet sich dann sofort.",
    },
    ["ts.heat"] = {
      en = "This plate on your skin is going to become hot several times, each time for a short moment. Please move the slider after each "
        .. "time to how strong the pain of that moment was, and leave it there until the next one. If you do not want to go on, press "
        .. "the button: the plate then cools down at once.",
      de = "Diese Platte auf Ihrer Haut wird gleich mehrmals heiß, jedes Mal nur für einen kurzen Augenblick. Bitte stellen Sie den "
        .. "Schieber nach jedem Mal darauf, wie stark der Schmerz dabei war, und lassen Sie ihn bis zum nächsten Mal dort. Wenn Sie "
        .. "nicht weitermachen möchten, drücken Sie den Knopf: Die Platte kühlt dann sofort ab.",
    },
    ["tonic.heat"] = {
      en = "This plate on your skin is going to become hot and stays so for a while. Please move the slider all the time to how strong "
        .. "the pain is at that moment: down when it becomes less, up when it becomes more. If you do not want to go on, press the "
        .. "button: the plate then cools down at once.",
      de = "Diese Platte auf Ihrer Haut wird gleich heiß und bleibt es eine Weile. Bitte stellen Sie den Schieber die ganze Zeit "
        .. "darauf, wie stark der Schmerz gerade ist: nach unten, wenn er nachlässt, nach oben, wenn er stärker wird. Wenn Sie nicht "
        .. "weitermachen möchten, drücken Sie den Knopf: Die Platte kühlt dann sofort ab.",
    },
    ["ts.hand"] = {
      en = "I am going to press with this probe several times, to the beat that you hear, each time for a short moment and always with "
        .. "the same strength. Afterwards I ask you how strong the pain of the first, of a middle and of the last press was, from 0, no "
        .. "pain, to 10, the strongest pain you can imagine. If you do not want to go on, press the button: I then stop at once.",
      de = "Ich drücke gleich mehrmals mit diesem Stempel, im Takt, den Sie hören, jedes Mal nur kurz und immer gleich stark. Danach "
        .. "frage ich, wie stark der Schmerz beim ersten, bei einem mittleren und beim letzten Mal war, von 0, kein Schmerz, bis 10, "
        .. "der stärkste vorstellbare Schmerz. Wenn Sie nicht weitermachen möchten, drücken Sie den Knopf: Ich höre dann sofort auf.",
    },
    ["tsl"] = {
      en = "This plate is going to become warmer and cooler in turn. Please press the button each time as soon as you notice a "
        .. "change, whether to warm or to cool; it then goes the other way. When it is over I ask you what the cool turns felt "
        .. "like: cold, warm, hot, or something else. Just say what you have felt.",
      de = "Diese Platte wird gleich abwechselnd wärmer und kühler. Bitte drücken Sie jedes Mal den Knopf, sobald Sie eine "
        .. "Veränderung bemerken, ob zum Warmen oder zum Kühlen; dann geht es in die andere Richtung. Wenn es vorbei ist, "
        .. "frage ich, wie sich die kühlen Phasen angefühlt haben: kalt, warm, heiß oder anders. Sagen Sie einfach, was Sie "
        .. "gespürt haben.",
    },
    ["wdt"] = {
      en = "This plate on your skin is going to become warmer, slowly. Please press the button as soon as you notice the "
        .. "first change to warm. It then goes back to where it was, and after a while it begins again. There is no right "
        .. "and no wrong; this is about what you notice.",
      de = "Diese Platte auf Ihrer Haut wird gleich langsam wärmer. Bitte drücken Sie den Knopf, sobald Sie die erste "
        .. "Veränderung zum Warmen bemerken. Dann geht sie zurück, und nach einer Weile beginnt sie wieder. Es gibt kein "
        .. "Richtig und kein Falsch; es geht darum, was Sie bemerken.",
    },
    ["windup"] = {
      en = "I am going to touch your skin with this pin, which does not break the skin. First once: please say how strong the pain of that "
        .. "one prick is, from 0, no pain, to 100, the strongest pain you can imagine. Then ten times in a row, once a second: please give "
        .. "one number for the whole series. We do that several times. You can stop at any time, without giving a reason.",
      de = "Ich berühre gleich Ihre Haut mit diesem stumpfen Nadelreiz, der die Haut nicht verletzt. Zuerst einmal: Bitte sagen Sie, wie "
        .. "stark der Schmerz dieses einen Stichs ist, von 0, kein Schmerz, bis 100, der stärkste vorstellbare Schmerz. Dann zehnmal "
        .. "hintereinander, einmal pro Sekunde: Bitte nennen Sie eine Zahl für die ganze Serie. Das wiederholen wir mehrmals. Sie "
        .. "können jederzeit aufhören, ohne Grund.",
    },
  }
end
