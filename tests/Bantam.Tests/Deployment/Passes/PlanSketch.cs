using Bantam.Deployment;
using Bantam.Model;
using AddStep = Bantam.Deployment.AddStep;

namespace Bantam.Tests.Deployment;

/// <summary>A small plan built step by step, for passes that look for certain neighbors.</summary>
internal sealed class PlanSketch
{
    private readonly List<PlanBuffer> _buffers = [];
    private readonly List<PlanStep> _steps = [];

    public PlanSketch(Shape input) => Add(input, BufferPlace.Input);

    /// <summary>The buffer that the last step wrote.</summary>
    public int Last => _buffers.Count - 1;

    public PlanSketch Table(Func<int, int> function, int? input = null)
    {
        int from = input ?? Last;
        TableInt8 table = TableInt8.Of(code => (sbyte)function(code));
        return Step(_buffers[from].Shape, output => new TableStep($"table{output}", [from], output, table));
    }

    public PlanSketch Pool(int size, bool isMax, PoolInt8Range? range = null)
    {
        int from = Last;
        Shape input = _buffers[from].Shape;
        Shape output = [input[0] / size, input[1] / size, input[2]];
        WindowGeometry window = new()
        {
            Batch = 1,
            InputHeight = input[0],
            InputWidth = input[1],
            InputChannels = input[2],
            OutputHeight = output[0],
            OutputWidth = output[1],
            OutputChannels = output[2],
            KernelHeight = size,
            KernelWidth = size,
            StrideHeight = size,
            StrideWidth = size,
            PadTop = 0,
            PadLeft = 0,
        };
        return Step(output, to => new PoolStep($"pool{to}", [from], to, window, range ?? new PoolInt8Range(-128, 127), isMax));
    }

    public PlanSketch Add(int left, int right)
    {
        QuantizationParameters codes = QuantizationParameters.PerTensor(1, 0);
        AddInt8Parameters parameters = AddInt8Parameters.Prepare(codes, codes, codes, Activation.None, RoundingProfile.Tflm);
        return Step(_buffers[left].Shape, output => new AddStep($"add{output}", [left, right], output, parameters));
    }

    public PlanSketch Softmax()
    {
        int from = Last;
        return Step(_buffers[from].Shape, output => new SoftmaxStep($"softmax{output}", [from], output, _buffers[from].Shape[^1], SoftmaxInt8Parameters.Prepare(0.05)));
    }

    /// <summary>The plan with the last buffer as output.</summary>
    public Plan Finish()
    {
        PlanBuffer[] buffers = [.. _buffers];
        buffers[^1] = buffers[^1] with { Place = BufferPlace.Output };
        return PlanRewrite.Of(new Plan(RoundingProfile.Tflm, buffers, _steps, [0], [Last]), _steps);
    }

    /// <summary>The plan with all steps, dead ones too.</summary>
    public Plan FinishAsIs()
    {
        PlanBuffer[] buffers = [.. _buffers.Select((buffer, i) => buffer with { FirstStep = i - 1, LastStep = _steps.Count - 1 })];
        buffers[^1] = buffers[^1] with { Place = BufferPlace.Output, LastStep = _steps.Count };
        return ArenaPlanner.Arrange(new Plan(RoundingProfile.Tflm, buffers, _steps, [0], [Last]));
    }

    private PlanSketch Step(Shape output, Func<int, PlanStep> step)
    {
        Add(output, BufferPlace.Arena);
        _steps.Add(step(Last));
        return this;
    }

    private void Add(Shape shape, BufferPlace place) => _buffers.Add(new PlanBuffer
    {
        Name = $"value{_buffers.Count}",
        Shape = shape,
        Parameters = QuantizationParameters.PerTensor(1, 0),
        Place = place,
        FirstStep = -1,
        LastStep = 0,
    });
}
