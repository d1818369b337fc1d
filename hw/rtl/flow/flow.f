flow_path.sv
