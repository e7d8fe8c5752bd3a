// Runs before anything is painted: what needs scripts is shown where there are scripts.
document.documentElement.classList.add("js");
