link_path.sv
