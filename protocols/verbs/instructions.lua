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
    ["wdt"] = {
      en = "This plate on your skin is going to become warmer, slowly. Please press the button as soon as you notice the "
        .. "first change to warm. It then goes back to where it was, and after a while it begins again. There is no right "
        .. "and no wrong; this is about what you notice.",
      de = "Diese Platte auf Ihrer Haut wird gleich langsam wärmer. Bitte drücken Sie den Knopf, sobald Sie die erste "
        .. "Veränderung zum Warmen bemerken. Dann geht sie zurück, und nach einer Weile beginnt sie wieder. Es gibt kein "
        .. "Richtig und kein Falsch; es geht darum, was Sie bemerken.",
    },
  }
end
