namespace Bantam.Deployment;

/// <summary>A dense layer: weights in panels of four vectors of outputs, in the order in which the kernel reads them.</summary>
internal sealed unsafe class EngineDense<TDot, TSums, TTerms> : EngineStep
    where TDot : struct, IDot<TSums, TTerms>
    where TSums : unmanaged
    where TTerms : unmanaged
{
    private readonly Requantizer _requantizer;
    private readonly PinnedBytes _weights;
    private readonly PinnedBytes _bias;
    private readonly int _input;
    private readonly int _output;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _rows;
    private readonly int _steps;
    private readonly int _panels;

    public EngineDense(int inputs, LinearLayer layer, ImageLayout input, ImageLayout output)
    {
        _requantizer = layer.Requantizer;
        _input = input.Offset;
        _output = output.Offset;
        _inputs = inputs;
        _outputs = layer.Channels;
        _rows = input.Count / inputs;
        _steps = (inputs + 3) / 4;
        _panels = (layer.Channels + OutputsOfPanel - 1) / OutputsOfPanel;
        _weights = new PinnedBytes((long)_panels * BytesOfPanel);
        _bias = new PinnedBytes((long)_panels * OutputsOfPanel * sizeof(int));
        for (int channel = 0; channel < layer.Channels; channel++)
        {
            ((int*)_bias.Start)[channel] = layer.Bias(channel, channel * inputs, 1, inputs, TDot.InputOffset);
            int vector = channel % OutputsOfPanel / TDot.Lanes;
            byte* panel = _weights.Start + ((nint)(channel / OutputsOfPanel) * BytesOfPanel) + (vector * TDot.StepBytes);
            for (int i = 0; i < inputs; i++)
            {
                byte* step = panel + ((nint)(i / 4) * DotRow.Vectors * TDot.StepBytes);
                TDot.Pack(step, channel % TDot.Lanes, i % 4, layer.Weight((channel * inputs) + i));
            }
        }
    }

    public override int SumsNeeded => (_panels * OutputsOfPanel) + Requantizer.Slack;

    private static int OutputsOfPanel => DotRow.Vectors * TDot.Lanes;

    private int BytesOfPanel => _steps * DotRow.Vectors * TDot.StepBytes;

    public override void Run(EngineMemory memory)
    {
        for (int row = 0; row < _rows; row++)
        {
            RunRow(memory, memory.Activations + _input + ((nint)row * _inputs), _output + (row * _outputs));
        }
    }

    private void RunRow(EngineMemory memory, byte* input, int output)
    {
        for (int panel = 0; panel < _panels; panel++)
        {
            int first = panel * OutputsOfPanel;
            DotRow.Run<TDot, TSums, TTerms>(input, _steps, _weights.Start + ((nint)panel * BytesOfPanel), (int*)_bias.Start + first, memory.Sums + first);
        }

        _requantizer.Run(new RequantizerArguments { Sums = memory.Sums, Pixels = 1, Target = memory.Activations, Offsets = &output });
    }
}
