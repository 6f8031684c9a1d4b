namespace Bantam.Deployment;

/// <summary>A function of one code: a table that takes bytes and gives bytes.</summary>
internal sealed unsafe class EngineTable : EngineStep
{
    private readonly ImageLayout _input;
    private readonly ImageLayout _output;
    private readonly byte[] _values = new byte[256];

    public EngineTable(TableStep step, ImageLayout input, ImageLayout output)
    {
        (_input, _output) = (input, output);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = EngineCodes.FromCode(step.Table.Values[i]);
        }
    }

    public override void Run(EngineMemory memory)
    {
        fixed (byte* values = _values)
        {
            for (int row = 0; row < _output.Height; row++)
            {
                byte* source = memory.Activations + _input.Offset + ((nint)row * _input.RowStride);
                byte* target = memory.Activations + _output.Offset + ((nint)row * _output.RowStride);
                for (int i = 0; i < _output.RowBytes; i++)
                {
                    target[i] = values[source[i]];
                }
            }
        }
    }
}
