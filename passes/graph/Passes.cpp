// Passes.cpp: gives the library of passes/graph its first source file.
#include "passes/graph/Passes.h"
