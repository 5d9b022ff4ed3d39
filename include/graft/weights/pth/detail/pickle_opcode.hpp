#pragma once

#include <cstdint>

namespace graft::detail {

/// The opcodes of a pickle that weights files need, by the protocol that brought them. The names are those of Python's
/// pickletools, in lower case.
///
/// Opcodes that are not here are refused: the text forms of protocols 0 and 1, extensions (EXT1, EXT2, EXT4), persistent ids as
/// text (PERSID) and buffers outside of the pickle (NEXT_BUFFER, READONLY_BUFFER). No torch.save of protocol 2 to 5 writes
/// them.
enum class PickleOpcode : std::uint8_t {
  // Protocol 0
  mark = '(',
  stop = '.',
  pop = '0',
  dup = '2',
  none = 'N',
  reduce = 'R',
  append = 'a',
  build = 'b',
  global = 'c',
  dict = 'd',
  list = 'l',
  setitem = 's',
  tuple = 't',
  // Protocol 1
  pop_mark = '1',
  binfloat = 'G',
  binint = 'J',
  binint1 = 'K',
  binint2 = 'M',
  binpersid = 'Q',
  obj = 'o',
  binstring = 'T',
  short_binstring = 'U',
  binunicode = 'X',
  empty_list = ']',
  empty_tuple = ')',
  empty_dict = '}',
  appends = 'e',
  setitems = 'u',
  binget = 'h',
  long_binget = 'j',
  binput = 'q',
  long_binput = 'r',
  // Protocol 2
  proto = 0x80,
  newobj = 0x81,
  tuple1 = 0x85,
  tuple2 = 0x86,
  tuple3 = 0x87,
  newtrue = 0x88,
  newfalse = 0x89,
  long1 = 0x8a,
  long4 = 0x8b,
  // Protocol 3
  binbytes = 'B',
  short_binbytes = 'C',
  // Protocol 4
  short_binunicode = 0x8c,
  binunicode8 = 0x8d,
  binbytes8 = 0x8e,
  empty_set = 0x8f,
  additems = 0x90,
  frozenset = 0x91,
  newobj_ex = 0x92,
  stack_global = 0x93,
  memoize = 0x94,
  frame = 0x95,
  // Protocol 5
  bytearray8 = 0x96,
};

}  // namespace graft::detail
