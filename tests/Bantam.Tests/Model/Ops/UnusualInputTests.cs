using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Every op on numbers that are not finite, and on axes of length 0 and 1.</summary>
public sealed class UnusualInputTests
{
    private static readonly float[] s_special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, float.Epsilon, 1e30f];

    public static TheoryData<string> Samples { get; } = [.. OpSamples.All.Where(sample => !sample.ReadsIntegers && HasElements(sample)).Select(sample => sample.Name)];

    public static TheoryData<string> PublicSamples { get; } = [.. OpSamples.All.Where(sample => sample.Op.GetType().IsPublic && !sample.ReadsIntegers && HasElements(sample)).Select(sample => sample.Name)];

    [Theory, MemberData(nameof(PublicSamples))]
    public void NaN_in_every_element_reaches_the_output_unless_the_op_says_otherwise(string name)
    {
        OpSample sample = OpSamples.Named(name);
        Tensor[] inputs = sample.FloatInputs();
        foreach (ref float value in inputs[0].Span<float>())
        {
            value = float.NaN;
        }

        float[] y = sample.Op.Apply(inputs).ToArray<float>();
        if (sample.Op is ArgMax or Power { Exponent: 0 } or FakeQuantize)
        {
            Assert.DoesNotContain(y, float.IsNaN);
        }
        else
        {
            Assert.Contains(y, float.IsNaN);
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void Fast_kernels_and_references_agree_on_what_is_not_finite(string name)
    {
        OpSample sample = OpSamples.Named(name);
        for (int place = 0; place < s_special.Length; place++)
        {
            Tensor[] inputs = sample.FloatInputs();
            Span<float> x = inputs[0].Span<float>();
            x[place * x.Length / s_special.Length] = s_special[place];
            Tensor expected = Tensor.Zeros(sample.Op.Infer([.. inputs.Select(input => input.Type)]));
            Tensor actual = Tensor.Zeros(expected.Shape);
            sample.Op.Compute<float>(new OpCall(sample.Op, inputs, expected));
            if (!sample.Op.TryComputeFast(new OpCall(sample.Op, inputs, actual)))
            {
                return;
            }

            for (int i = 0; i < actual.Count; i++)
            {
                (float reference, float fast) = (expected.Span<float>()[i], actual.Span<float>()[i]);

                // Whether ∞ or NaN comes of sums with infinities depends on their order.
                bool isSame = (!float.IsFinite(reference) && !float.IsFinite(fast)) || Math.Abs((double)reference - fast) <= 2e-5 * Math.Max(1, Math.Abs((double)reference));
                Assert.True(isSame, $"{sample.Op} with {s_special[place]:R}: element {i} is {reference:R}, but {fast:R} in the fast kernel.");
            }
        }
    }

    [Theory, MemberData(nameof(PublicSamples))]
    public void Axes_of_length_0_and_1_give_an_output_of_the_inferred_size_or_a_refusal_by_name(string name)
    {
        OpSample sample = OpSamples.Named(name);
        Tensor[] inputs = sample.FloatInputs();
        if (inputs.Any(input => input.Element != ElementType.Float32))
        {
            // Labels must fit the number of classes.
            return;
        }

        for (int axis = 0; axis < inputs[0].Shape.Rank; axis++)
        {
            foreach (int length in (int[])[0, 1])
            {
                // Inputs that had the first one's shape keep having it.
                Tensor[] changed = [.. inputs.Select(input => input.Shape == inputs[0].Shape ? WithLength(input, axis, length) : input)];
                TensorType output;
                try
                {
                    output = sample.Op.Infer([.. changed.Select(input => input.Type)]);
                }
                catch (ShapeException refusal)
                {
                    Assert.Contains(sample.Op.Name, refusal.Message, StringComparison.Ordinal);
                    continue;
                }

                Assert.Equal(output.Shape.Count, sample.Op.Apply(changed).ToArray<float>().Length);
            }
        }
    }

    private static bool HasElements(OpSample sample)
    {
        Tensor[] inputs = sample.FloatInputs();
        return inputs[0].Count > 0 && sample.Op.Infer([.. inputs.Select(input => input.Type)]).Shape.Count > 0;
    }

    private static Tensor WithLength(Tensor input, int axis, int length)
    {
        Shape shape = AxisBlocks.WithLength(input.Shape, axis, length);
        return input.Element == ElementType.Float32 ? Tensor.Full(shape, 0.5f) : Tensor.Zeros(new TensorType(input.Element, shape));
    }
}
