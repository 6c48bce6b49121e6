return { share = 70*percent }
