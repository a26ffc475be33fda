// Passes.cpp: gives the library of passes/toc its first source file.
#include "passes/toc/Passes.h"
