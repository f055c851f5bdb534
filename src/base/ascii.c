#include "ascii.h"

#define SAME(c) [c] = (c)
#define BOTH(c) [c] = (c), [(c) - ('a' - 'A')] = (c)

const char ascii_word[256] = {
    SAME('0'), SAME('1'), SAME('2'), SAME('3'), SAME('4'), SAME('5'), SAME('6'), SAME('7'), SAME('8'),
    SAME('9'), BOTH('a'), BOTH('b'), BOTH('c'), BOTH('d'), BOTH('e'), BOTH('f'), BOTH('g'), BOTH('h'),
    BOTH('i'), BOTH('j'), BOTH('k'), BOTH('l'), BOTH('m'), BOTH('n'), BOTH('o'), BOTH('p'), BOTH('q'),
    BOTH('r'), BOTH('s'), BOTH('t'), BOTH('u'), BOTH('v'), BOTH('w'), BOTH('x'), BOTH('y'), BOTH('z'),
};
