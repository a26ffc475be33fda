"""Prints x + (x + 1) * 1 * 1 * .. with the number of products that the first argument gives."""
import sys

count = int(sys.argv[1])
shape = "tensor<1x1x1x1xf32>"
binary = f": ({shape}, {shape}) -> {shape}"
print(f"func.func @long_product(%x: {shape}) -> {shape} {{")
print(f"%c = attend.constant dense<1.0> : {shape}")
print(f"%p0 = attend.add %x, %c {binary}")
for i in range(count):
    print(f"%p{i + 1} = attend.mul %p{i}, %c {binary}")
print(f"%r = attend.add %x, %p{count} {binary}\nreturn %r : {shape}\n}}")
