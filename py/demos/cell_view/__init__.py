"""One LSTM cell as a picture with numbers: what every demo that draws one shares."""
