const handle = { data: 1 }
