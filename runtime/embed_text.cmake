# embed_texts(SOURCE HEADER FUNCTION FILE...) has the C++ file SOURCE written. It
# defines `attendc::FUNCTION`, which HEADER declares: the text of each FILE by its
# path in the current source folder. Run as a script, this file writes it.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(embed_texts source header function)
    string(JOIN "," texts ${ARGN})
    set(script ${CMAKE_CURRENT_FUNCTION_LIST_FILE})
    add_custom_command(
      OUTPUT ${source}
      COMMAND ${CMAKE_COMMAND} -DSOURCE=${source} -DHEADER=${header}
              -DFUNCTION=${function} -DROOT=${CMAKE_CURRENT_SOURCE_DIR}
              -DTEXTS=${texts} -P ${script}
      DEPENDS ${ARGN} ${script}
      COMMENT "Embedding the texts of ${function}"
      VERBATIM)
  endfunction()
  return()
endif()

string(REPLACE "," ";" paths "${TEXTS}")
set(table "")
foreach(path IN LISTS paths)
  file(READ "${ROOT}/${path}" content)
  string(APPEND table "    {\"${path}\", R\"text(${content})text\"},\n")
endforeach()
file(WRITE "${SOURCE}" "// Written by embed_text.cmake.
#include \"${HEADER}\"

static constexpr struct {
  llvm::StringLiteral path, content;
} kTexts[] = {
${table}};

llvm::StringRef attendc::${FUNCTION}(llvm::StringRef path) {
  for (const auto &text : kTexts)
    if (text.path == path)
      return text.content;
  return {};
}
")
