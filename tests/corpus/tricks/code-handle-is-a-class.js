class handle {}
