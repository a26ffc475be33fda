// Passes.cpp: gives the library of passes/quant its first source file.
#include "passes/quant/Passes.h"
