using System.Text.Json;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>What holds for every op, on every row of <see cref="OpSamples"/>.</summary>
public sealed class OpConformanceTests
{
    public static TheoryData<string> Samples { get; } = [.. OpSamples.All.Where(sample => !sample.ReadsIntegers).Select(sample => sample.Name)];

    public static TheoryData<string> PublicSamples { get; } = [.. OpSamples.All.Where(sample => sample.Op.GetType().IsPublic && !sample.ReadsIntegers).Select(sample => sample.Name)];

    public static TheoryData<string> StoredSamples { get; } = [.. OpSamples.All.Where(sample => sample.Op.GetType().IsPublic).Select(sample => sample.Name)];

    [Fact]
    public void Every_op_of_the_library_has_a_sample()
    {
        IEnumerable<Type> ops = typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract);
        Assert.Empty(ops.Except(OpSamples.All.Select(sample => sample.Op.GetType())).Select(type => type.Name));
    }

    [Theory, MemberData(nameof(Samples))]
    public void The_output_has_the_inferred_type(string name)
    {
        OpSample sample = OpSamples.Named(name);
        Tensor[] inputs = sample.FloatInputs();
        TensorType inferred = sample.Op.Infer([.. inputs.Select(input => input.Type)]);
        Tensor output = sample.Op.Apply(inputs);
        Assert.Equal(inferred, output.Type);
        Assert.Equal(inferred.Shape.Count, output.ToArray<float>().Length);
        Assert.Equal(ElementType.Float64, sample.Op.Apply(sample.Inputs()).Element);
    }

    [Theory, MemberData(nameof(Samples))]
    [Trait("Ledger", "S043")]
    public void The_fast_kernel_agrees_with_the_reference(string name)
    {
        OpSample sample = OpSamples.Named(name);
        Tensor[] inputs = sample.FloatInputs();
        double[] reference = sample.Op.Apply([.. inputs.Select(SampleTensors.ToFloat64)]).ToArray<double>();
        float[] fast = sample.Op.Apply(inputs).ToArray<float>();
        for (int i = 0; i < fast.Length; i++)
        {
            double tolerance = 1e-5 * Math.Max(1, Math.Abs(reference[i]));
            Assert.InRange(fast[i], reference[i] - tolerance, reference[i] + tolerance);
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void The_output_does_not_depend_on_what_lay_in_its_memory(string name)
    {
        OpSample sample = OpSamples.Named(name);
        Tensor[] inputs = sample.FloatInputs();
        Tensor expected = sample.Op.Apply(inputs).Contiguous();
        Tensor dirty = Tensor.Full(expected.Shape, float.NaN);
        sample.Op.Run(new OpCall(sample.Op, inputs, dirty));
        Assert.Equal(expected.ToArray<float>(), dirty.ToArray<float>());
    }

    [Theory, MemberData(nameof(Samples))]
    [Trait("Ledger", "S003")]
    [Trait("Ledger", "S046")]
    public void The_gradient_agrees_with_central_differences(string name)
    {
        OpSample sample = OpSamples.Named(name);
        if (sample.Derivatives == Derivatives.None)
        {
            Tensor[] inputs = sample.Inputs();
            inputs[0].RequiresGrad = true;
            Tensor output = sample.Op.Apply(inputs);
            Assert.Contains(sample.Op.Name, Assert.Throws<NotDifferentiableException>(() => output.Backward(output.Clone())).Message, StringComparison.Ordinal);
            return;
        }

        if (sample.HasNumericGradient)
        {
            Tensor[] inputs = sample.Inputs();
            GradientCheck.First(tensors => sample.Op.Apply(tensors), inputs, sample.Constants);
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void The_second_derivative_agrees_with_central_differences_or_names_what_has_none(string name)
    {
        OpSample sample = OpSamples.Named(name);
        if (sample.Derivatives == Derivatives.All && sample.HasNumericGradient)
        {
            GradientCheck.Second(tensors => sample.Op.Apply(tensors), sample.Inputs(), sample.Constants);
        }
        else if (sample.Derivatives == Derivatives.First)
        {
            NotDifferentiableException fault = Assert.Throws<NotDifferentiableException>(() => GradientCheck.Second(tensors => sample.Op.Apply(tensors), sample.Inputs(), sample.Constants));
            Assert.Contains("has no gradient", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Samples))]
    [Trait("Ledger", "S043")]
    [Trait("Ledger", "S046")]
    public void Macs_and_values_equal_those_of_an_instrumented_naive_run(string name)
    {
        OpSample sample = OpSamples.Named(name);
        Tensor[] inputs = sample.Inputs();
        TensorType[] types = [.. inputs.Select(input => input.Type)];
        TensorType output = sample.Op.Infer(types);
        NaiveOps naive = new();
        double[]? expected = naive.Compute(sample.Op, inputs, output);
        if (expected is null && !sample.Op.GetType().IsPublic)
        {
            return;
        }

        Assert.Equal(naive.Macs, sample.Op.Cost(types, output).Macs);
        if (expected is not null)
        {
            Op plain = sample.Op switch
            {
                IFusesActivation fused => fused.WithActivation(Activation.None),
                BatchNorm norm => norm with { Activation = Activation.None },
                _ => sample.Op,
            };
            SampleTensors.AssertNear(expected, plain.Apply(inputs), 1e-12);
        }
    }

    [Theory, MemberData(nameof(PublicSamples))]
    public void Inputs_that_do_not_fit_are_refused_by_name(string name)
    {
        OpSample sample = OpSamples.Named(name);
        TensorType[] types = [.. sample.FloatInputs().Select(input => input.Type)];
        AssertRefused(sample.Op, []);
        if (types.Length > 1)
        {
            TensorType last = types[^1];
            AssertRefused(sample.Op, [.. types[..^1], last with { Shape = [.. last.Shape.Lengths.ToArray().Select(length => length + 1), 2] }]);
            AssertRefused(sample.Op, [.. types[..^1], last with { Element = ElementType.Int8 }]);
        }

        if (sample.Op is not Concat)
        {
            AssertRefused(sample.Op, [.. types, .. types, .. types]);
        }

        if (!TakesScalars(sample.Op))
        {
            AssertRefused(sample.Op, [.. types.Select(type => type with { Shape = [] })]);
        }

        if (sample.Op is not (Reshape or Flatten or Transpose or Permute or Squeeze or Unsqueeze or Concat))
        {
            AssertRefused(sample.Op, [.. types.Select(type => type with { Element = ElementType.Int32 })]);
        }
    }

    [Fact]
    public void Files_can_store_every_public_op_of_the_model() =>
        Assert.Empty(OpSamples.All.Select(sample => sample.Op).Where(op => op.GetType() is { IsPublic: true, Namespace: "Bantam.Model" } && !GraphJsonContext.CanStore(op)).Select(op => op.Name));

    [Theory, MemberData(nameof(StoredSamples))]
    public void A_file_keeps_the_attributes(string name)
    {
        Op op = OpSamples.Named(name).Op;
        if (!GraphJsonContext.CanStore(op) || op is BatchNorm { Activation: not Activation.None })
        {
            // Training steps alone fuse an activation into a normalization; graphs never hold one.
            return;
        }

        string text = JsonSerializer.Serialize(op, GraphJsonContext.Default.Op);
        Assert.Equal(op, JsonSerializer.Deserialize(text, GraphJsonContext.Default.Op));
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_compiled_replay_gives_the_bits_of_eager_execution(string name)
    {
        OpSample sample = OpSamples.Named(name);
        Tensor[] inputs = sample.FloatInputs();
        Tensor? recorded = null;
        CallRecording recording = CallRecording.Of(() => recorded = sample.Op.Apply(inputs));
        CallReplay replay = CallReplay.Of(recording, [recorded!]);
        foreach (Tensor input in inputs.Where(input => input is { Element: ElementType.Float32, IsContiguous: true }))
        {
            input.Span<float>().Reverse();
        }

        replay.Run();
        replay.Run();
        Assert.Equal(sample.Op.Apply(inputs).ToArray<float>(), replay.Locate(recorded!).ToArray<float>());
    }

    private static bool TakesScalars(Op op) => op is Add or Subtract or Multiply or Divide or Scale or Exp or Log or Sqrt or Power or Sign or Clip or Maximum or Minimum or Abs or Round or Floor or Ceiling
        or Relu or Relu6 or BoundedRelu or LeakyRelu or Elu or Sigmoid or Tanh or HardSwish or Sum { Axes: null } or Mean { Axes: null } or Max { Axes: null }
        or Unsqueeze or FakeQuantize;

    private static void AssertRefused(Op op, TensorType[] types)
    {
        ShapeException fault = Assert.Throws<ShapeException>(() => op.Infer(types));
        Assert.Contains(op.Name, fault.Message, StringComparison.Ordinal);
    }
}
