help extract
