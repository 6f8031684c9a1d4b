namespace Bantam.Deployment;

/// <summary>An output of a prepared plan: from bytes to real numbers, by a table.</summary>
internal sealed unsafe class EngineOutput
{
    private readonly float[] _realNumbers = new float[256];

    public EngineOutput(PlanBuffer buffer, ImageLayout layout)
    {
        Layout = layout;
        for (int i = 0; i < _realNumbers.Length; i++)
        {
            _realNumbers[i] = buffer.Parameters.Dequantize(i - EngineCodes.Offset);
        }
    }

    /// <summary>Where it comes from.</summary>
    public ImageLayout Layout { get; }

    /// <summary>Writes the real numbers of the output.</summary>
    public void Dequantize(byte* activations, float* target)
    {
        for (int row = 0; row < Layout.Height; row++)
        {
            byte* codes = activations + Layout.Offset + ((nint)row * Layout.RowStride);
            for (int i = 0; i < Layout.RowBytes; i++)
            {
                *target++ = _realNumbers[codes[i]];
            }
        }
    }
}
