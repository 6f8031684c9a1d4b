using System.Runtime.InteropServices;
using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A plan and the engine that runs it, with the memory of one batch.</summary>
internal sealed class MeasuredPlan
{
    private readonly Plan _plan;
    private readonly PlanEngine _engine;
    private readonly EngineInput _input;
    private readonly PeakMemory _memory;
    private readonly RawSamples _raw;
    private readonly sbyte[] _codes;
    private readonly sbyte[] _outputCodes;
    private readonly float[] _outputs;
    private readonly int[] _answers;

    public MeasuredPlan(Plan plan, int batch)
    {
        _plan = plan;
        _input = EngineInput.Compact(plan.Input, plan.Rounding);
        _codes = new sbyte[plan.Input.Bytes * batch];
        _outputCodes = new sbyte[plan.Output.Bytes * batch];
        _outputs = new float[plan.Output.Shape.Count * batch];
        _answers = new int[batch];
        _raw = new RawSamples(plan.Input.Shape.Count * batch);
        _engine = PeakMemory.Measure(() => Started(Math.Min(batch, Parallelism.Threads)), out _memory);
        _raw.Preprocess();
        Convert();
        _engine.Reset();
        _engine.Run(_codes, _outputCodes);
    }

    /// <summary>The plan, ready to be measured.</summary>
    public MeasuredNetwork Described(Graph graph, string name) => new()
    {
        Workload = MeasuredNetworks.WorkloadOf(graph, name, _answers.Length, _plan.Input.Element),
        Engine = MeasuredNetworks.Engine,
        Quality = Agreement(),
        Memory = _memory,
        Preprocess = _raw.Preprocess,
        Convert = Convert,
        Infer = () =>
        {
            _engine.Run(_codes, _outputCodes);
            return default;
        },
        Postprocess = () =>
        {
            Dequantize();
            MeasuredNetworks.Largest(_outputs, _answers);
        },
        Inputs = _raw.Real,
        Outputs = () =>
        {
            Dequantize();
            return _outputs;
        },
        Layers = [.. _plan.Steps.Select(step => new MeasuredLayer(step.Name, step.GetType().Name[..^"Step".Length], step.Macs))],
        InferByLayer = _answers.Length == 1 ? after => _engine.RunByStep(_codes, _outputCodes, after) : null,
        Energy = MeasuredNetworks.EnergyOf(CostCounter.Count(graph, 1, 1), MacFormat.Int8),
    };

    private PlanEngine Started(int threads)
    {
        PlanEngine engine = Engine.Of(_plan, new EngineOptions { Threads = threads }, DotPaths.Fastest);
        for (int i = 0; i < MeasuredNetworks.RunsForMemory; i++)
        {
            engine.Run(_codes, _outputCodes);
        }

        return engine;
    }

    private void Convert()
    {
        int length = _plan.Input.Shape.Count;
        for (int i = 0; i < _answers.Length; i++)
        {
            _input.ToCodes(_raw.Real.AsSpan(i * length, length), _codes.AsSpan(i * _plan.Input.Bytes, _plan.Input.Bytes));
        }
    }

    private void Dequantize()
    {
        QuantizationParameters parameters = _plan.Output.Parameters;
        switch (_plan.Output.Element)
        {
            case ElementType.Int8:
                QuantizeInt8.ToFloat(parameters, _outputCodes, _outputs);
                break;
            case ElementType.Int16:
                ReadOnlySpan<short> narrow = MemoryMarshal.Cast<sbyte, short>(_outputCodes);
                for (int i = 0; i < _outputs.Length; i++)
                {
                    _outputs[i] = parameters.Dequantize(narrow[i]);
                }

                break;
            default:
                ReadOnlySpan<int> wide = MemoryMarshal.Cast<sbyte, int>(_outputCodes);
                for (int i = 0; i < _outputs.Length; i++)
                {
                    _outputs[i] = parameters.Dequantize(wide[i]);
                }

                break;
        }
    }

    /// <summary>How many samples of the batch have the very codes of the reference runtime.</summary>
    private MeasuredQuality Agreement()
    {
        PlanRuntime reference = new(_plan);
        int equal = 0;
        for (int i = 0; i < _answers.Length; i++)
        {
            MemoryMarshal.AsBytes(_codes.AsSpan(i * _plan.Input.Bytes, _plan.Input.Bytes)).CopyTo(reference.InputBytes(0));
            reference.Run();
            equal += reference.OutputBytes(0).SequenceEqual(MemoryMarshal.AsBytes(_outputCodes.AsSpan(i * _plan.Output.Bytes, _plan.Output.Bytes))) ? 1 : 0;
        }

        return new MeasuredQuality("agreement", (double)equal / _answers.Length, $"equal codes with the reference runtime, {_answers.Length} random sample(s)");
    }
}
