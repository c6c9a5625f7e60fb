"""Both services for clients from outside: a world that lives on in accelerated time while they ask."""
