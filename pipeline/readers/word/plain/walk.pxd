# The types with which Cython compiles walk.py as it is.
cimport cython

cdef class PlainWalk:
    cdef readonly list noted
    cdef bytes _xml
    cdef object _kept
    cdef object _formatting
    cdef tuple _prefixes
    cdef Py_ssize_t _effort
    cdef Py_ssize_t _at
    cdef Py_ssize_t _places
    cdef Py_ssize_t _text_bytes
    cdef bint _is_styled

    @cython.locals(found=list, counts=dict, at=Py_ssize_t, kind=bytes, steps=tuple)
    cpdef list blocks(self, Py_ssize_t start)
    cpdef object block(self, Py_ssize_t begin, bytes kind, tuple steps)

    @cython.locals(close=Py_ssize_t, markup=bytes, before=tuple)
    cdef object _unit(self, Py_ssize_t at, bytes kind, tuple steps, Py_ssize_t number)
    @cython.locals(first=Py_ssize_t, front=bytes, tables=dict, rows=list, number=Py_ssize_t)
    cdef object _table(self, Py_ssize_t at, Py_ssize_t close, tuple steps)
    @cython.locals(first=Py_ssize_t, front=bytes, rows=dict, column=Py_ssize_t, cells=list)
    cdef object _row(self, Py_ssize_t at, Py_ssize_t close, tuple steps, Py_ssize_t number)
    @cython.locals(first=Py_ssize_t, front=bytes, cells=dict, blocks=list)
    cdef object _cell(self, Py_ssize_t at, Py_ssize_t close, tuple steps, Py_ssize_t column)

    @cython.locals(blocks=list, number=Py_ssize_t, content=Py_ssize_t, read=tuple)
    cdef list _paragraphs(self, Py_ssize_t at, Py_ssize_t close, tuple steps, object look)
    @cython.locals(content=Py_ssize_t, close=Py_ssize_t, markup=bytes, before=tuple)
    cdef object _paragraph(self, Py_ssize_t at, tuple steps, object cell)
    @cython.locals(begin=Py_ssize_t, front=bytes, runs=list, lines=Py_ssize_t, text_bytes=Py_ssize_t)
    cdef object _made_paragraph(self, Py_ssize_t at, Py_ssize_t close, tuple steps, object cell)
    @cython.locals(font=str, begin=Py_ssize_t, front=bytes, pieces=list)
    cdef Py_ssize_t _run(self, Py_ssize_t at, object look, list runs) except -1
    @cython.locals(end=Py_ssize_t, said=bytes, text=str, is_simple=bint)
    cdef Py_ssize_t _text(self, Py_ssize_t at, str font, list pieces) except -1
    @cython.locals(end=Py_ssize_t, front=bytes, signs=dict)
    cdef Py_ssize_t _sign(self, Py_ssize_t at, list pieces) except -1

    cdef object _met(self, bytes markup, tuple steps)
    cdef tuple _begin(self)
    @cython.locals(places=Py_ssize_t, text_bytes=Py_ssize_t, is_styled=bint)
    cdef object _made(self, bytes markup, bytes kind, tuple steps, object read, tuple before)

    @cython.locals(close=Py_ssize_t)
    cdef Py_ssize_t _end(self, bytes tag, Py_ssize_t at) except -2
    cdef bint _opens(self, Py_ssize_t at, bytes tag) except -1
    cdef Py_ssize_t _blank(self, Py_ssize_t at) except -1
    @cython.locals(behind=Py_ssize_t, tag=bytes, is_named=bint)
    cdef Py_ssize_t _next(self, Py_ssize_t at) except -1
    @cython.locals(names=tuple, begin=Py_ssize_t, name=bytes)
    cdef Py_ssize_t _content(self, Py_ssize_t at) except? -2
    @cython.locals(prefix=bytes, begin=Py_ssize_t, each=cython.int)
    cdef Py_ssize_t _name(self, Py_ssize_t at) except -1
    @cython.locals(each=cython.int)
    cdef Py_ssize_t _value(self, Py_ssize_t at) except -1
    @cython.locals(each=cython.int)
    cdef Py_ssize_t _end_of_text(self, Py_ssize_t at) except -1
    @cython.locals(name_end=Py_ssize_t)
    cdef Py_ssize_t _behind_properties(self, Py_ssize_t at, bytes end) except -1
