rx_path.sv
