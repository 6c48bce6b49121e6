-- The instructions that are shipped, by their names: what the examiner reads out to the participant.

return function()
  return {
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
  }
end
