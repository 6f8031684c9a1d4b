using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The borders of a prepared plan: from real numbers to the engine's bytes, and back, with the bits of <see cref="QuantizeInt8"/>.</summary>
internal sealed unsafe class EngineBorders
{
    private readonly ImageLayout _input;
    private readonly ImageLayout _output;
    private readonly QuantizationParameters _inputCodes;
    private readonly RoundingProfile _rounding;
    private readonly float[] _realNumbers = new float[256];

    public EngineBorders(EnginePlan plan)
    {
        _input = plan.Input;
        _output = plan.Output;
        _inputCodes = plan.Source.Input.Parameters;
        _rounding = plan.Source.Rounding;
        for (int i = 0; i < _realNumbers.Length; i++)
        {
            _realNumbers[i] = plan.Source.Output.Parameters.Dequantize(i - EngineCodes.Offset);
        }
    }

    /// <summary>Writes the bytes of one sample.</summary>
    public void Quantize(float* sample, byte* activations)
    {
        for (int row = 0; row < _input.Height; row++)
        {
            byte* target = activations + _input.Offset + ((nint)row * _input.RowStride);
            QuantizeRow(sample + ((nint)row * _input.RowBytes), target, _input.RowBytes);
        }
    }

    /// <summary>Writes the real numbers of the output.</summary>
    public void Dequantize(byte* activations, float* output)
    {
        byte* codes = activations + _output.Offset;
        for (int i = 0; i < _output.Count; i++)
        {
            output[i] = _realNumbers[codes[i]];
        }
    }

    private void QuantizeRow(float* values, byte* codes, int count)
    {
        for (int i = 0; i < count; i++)
        {
            codes[i] = EngineCodes.FromCode((sbyte)_inputCodes.Quantize(values[i], 0, _rounding));
        }
    }
}
