
no names