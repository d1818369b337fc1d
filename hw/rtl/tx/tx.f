tx_path.sv
