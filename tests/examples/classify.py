#!/usr/bin/env python3
"""librolecall from Python, with nothing but the standard library: classify.py LIBRARY LEXICON POSTING...
Prints the role and the file; the whole answer is the JSON that `rolecall --format jsonl` prints."""
import ctypes
import json
import sys


class Text(ctypes.Structure):
    _fields_ = [('ptr', ctypes.c_char_p), ('len', ctypes.c_size_t)]


class Bytes(ctypes.Structure):
    _fields_ = [('ptr', ctypes.c_void_p), ('len', ctypes.c_size_t)]  # c_void_p: it may hold NUL bytes


class Error(ctypes.Structure):
    _fields_ = [('code', ctypes.c_int), ('message', ctypes.c_char * 256), ('path', ctypes.c_char * 256),
                ('line', ctypes.c_uint32), ('column', ctypes.c_uint32)]


class Document(ctypes.Structure):
    _fields_ = [('size', ctypes.c_size_t), ('bytes', Bytes), ('media', ctypes.c_int), ('charset', Text),
                ('title', Text), ('company', Text), ('location', Text), ('id', Text), ('url', Text)]


class Rolecall:
    def __init__(self, library, lexicon):
        self.lib = ctypes.CDLL(library)
        self.engine, self.worker, self.error = ctypes.c_void_p(), ctypes.c_void_p(), Error()
        self.check(self.lib.rolecall_engine_open(lexicon.encode(), None, ctypes.byref(self.engine),
                                                 ctypes.byref(self.error)))
        self.check(self.lib.rolecall_worker_new(self.engine, ctypes.byref(self.worker), ctypes.byref(self.error)))

    def check(self, status):
        if status > 1: raise ValueError(self.error.message.decode())  # 0 went well, 1 with a warning

    def classify(self, page, name=''):
        document, result, text = Document(), ctypes.c_void_p(), Bytes()
        document.size = ctypes.sizeof(Document)
        document.bytes = Bytes(ctypes.cast(ctypes.c_char_p(page), ctypes.c_void_p), len(page))
        document.id = Text(name.encode(), len(name.encode()))
        self.check(self.lib.rolecall_classify(self.worker, ctypes.byref(document), ctypes.byref(result),
                                              ctypes.byref(self.error)))
        self.check(self.lib.rolecall_result_json(result, ctypes.byref(text), ctypes.byref(self.error)))
        return json.loads(ctypes.string_at(text.ptr, text.len))

    def close(self):
        self.lib.rolecall_worker_free(self.worker)
        self.lib.rolecall_engine_free(self.engine)


if __name__ == '__main__':
    rolecall = Rolecall(sys.argv[1], sys.argv[2])
    for path in sys.argv[3:]:
        with open(path, 'rb') as file: answer = rolecall.classify(file.read(), path)
        print(answer['role'], path)
    rolecall.close()
