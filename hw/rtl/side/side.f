side_path.sv
