time_path.sv
