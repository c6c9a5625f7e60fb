document.getElementById("to-the-app").submit();
