# Writes metadata entries into an ONNX file: add_metadata.py MODEL.onnx KEY=VALUE...
import sys

import onnx

model = onnx.load(sys.argv[1])
for entry in sys.argv[2:]:
    key, value = entry.split("=", 1)
    model.metadata_props.add(key=key, value=value)
onnx.save(model, sys.argv[1])
