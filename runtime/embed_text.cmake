# Writes OUTPUT: for each of the TEXTS (comma separated, relative to ROOT) a
# line {"path", R"text(content)text"} of a C++ table.
string(REPLACE "," ";" paths "${TEXTS}")
set(table "")
foreach(path IN LISTS paths)
  file(READ "${ROOT}/${path}" content)
  string(APPEND table "{\"${path}\", R\"text(${content})text\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "${table}")
