// Passes.cpp: gives the library of passes/lower its first source file.
#include "passes/lower/Passes.h"
