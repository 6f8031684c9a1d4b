using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>An output of a prepared plan: from bytes to real numbers, by a table; wider codes one by one.</summary>
internal sealed unsafe class EngineOutput
{
    private readonly PlanBuffer _buffer;
    private readonly float[] _realNumbers = new float[256];

    public EngineOutput(PlanBuffer buffer, ImageLayout layout)
    {
        _buffer = buffer;
        Layout = layout;
        for (int i = 0; i < _realNumbers.Length; i++)
        {
            _realNumbers[i] = buffer.Parameters.Dequantize(i - EngineCodes.Offset);
        }
    }

    /// <summary>Where it comes from.</summary>
    public ImageLayout Layout { get; }

    /// <summary>The numbers of one sample.</summary>
    public int Length => Layout.Count / _buffer.Element.SizeBytes;

    /// <summary>Writes the real numbers of the output.</summary>
    public void Dequantize(byte* activations, float* target)
    {
        if (!Layout.HasBytes)
        {
            DequantizeWide(activations + Layout.Offset, target);
            return;
        }

        for (int row = 0; row < Layout.Height; row++)
        {
            byte* codes = activations + Layout.Offset + ((nint)row * Layout.RowStride);
            for (int i = 0; i < Layout.RowBytes; i++)
            {
                *target++ = _realNumbers[codes[i]];
            }
        }
    }

    private void DequantizeWide(byte* codes, float* target)
    {
        for (int i = 0; i < Length; i++)
        {
            target[i] = _buffer.Parameters.Dequantize(_buffer.Element == ElementType.Int16 ? ((short*)codes)[i] : ((int*)codes)[i]);
        }
    }
}
