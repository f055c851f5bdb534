extract --offsets folder/2-misfit.html
