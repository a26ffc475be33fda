// Passes.cpp: gives the library of passes/schedule its first source file.
#include "passes/schedule/Passes.h"
