using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Scores and targets of one cross-entropy.</summary>
internal unsafe struct CrossEntropyArguments
{
    /// <summary>The scores, [Rows, Classes].</summary>
    public float* Scores;

    /// <summary>The class of each row, checked to be below Classes; null where <see cref="Targets"/> are given.</summary>
    public int* Labels;

    /// <summary>A distribution for each row, [Rows, Classes], or null.</summary>
    public float* Targets;

    /// <summary>Number of samples.</summary>
    public int Rows;

    /// <summary>Number of classes, at least 1.</summary>
    public int Classes;
}

/// <summary>Float32 cross-entropy of softmax and its gradient, row by row on the calling thread: scores are few.</summary>
internal static unsafe class CrossEntropyKernels
{
    // Smaller gradients of a score become 0. Where a sample is learned, they would shrink from step to step into denormal
    // numbers, which processors multiply about eighty times more slowly; through some layers, products of them even sooner.
    private const float Vanished = 1e-20f;

    /// <summary>Σₙ (m + log Σ e^(x−m) − ⟨t, x⟩), not yet divided by the number of samples.</summary>
    public static float Loss(in CrossEntropyArguments arguments) => SimdWidth.For(arguments.Rows * arguments.Classes) switch
    {
        16 => Loss<Simd512, Vector512<float>>(in arguments),
        8 => Loss<Simd256, Vector256<float>>(in arguments),
        4 => Loss<Simd128, Vector128<float>>(in arguments),
        _ => Loss<SimdScalar, float>(in arguments),
    };

    /// <summary>gradient = weight·(softmax(x) − t).</summary>
    public static void Gradient(in CrossEntropyArguments arguments, float weight, float* gradient)
    {
        switch (SimdWidth.For(arguments.Rows * arguments.Classes))
        {
            case 16:
                Gradient<Simd512, Vector512<float>>(in arguments, weight, gradient);
                break;
            case 8:
                Gradient<Simd256, Vector256<float>>(in arguments, weight, gradient);
                break;
            case 4:
                Gradient<Simd128, Vector128<float>>(in arguments, weight, gradient);
                break;
            default:
                Gradient<SimdScalar, float>(in arguments, weight, gradient);
                break;
        }
    }

    private static float Loss<TSimd, TVector>(in CrossEntropyArguments arguments)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int classes = arguments.Classes;
        float* maxima = Scratch.Get<float>(Scratch.Use.Row, ((long)classes + 2) * arguments.Rows);
        float* sums = maxima + arguments.Rows;
        SoftmaxRow.Scores scores = new(arguments.Scores, arguments.Rows, classes);
        SoftmaxRow.Exponentials<TSimd, TVector>(in scores, sums + arguments.Rows, maxima, sums);
        double loss = 0;
        for (int n = 0; n < arguments.Rows; n++)
        {
            float* x = arguments.Scores + ((nint)n * classes);
            float logSum = maxima[n] + MathF.Log(sums[n]);
            if (arguments.Targets is null)
            {
                loss += logSum - x[arguments.Labels[n]];
                continue;
            }

            float* target = arguments.Targets + ((nint)n * classes);
            for (int i = 0; i < classes; i++)
            {
                loss += target[i] * (logSum - x[i]);
            }
        }

        return (float)loss;
    }

    private static void Gradient<TSimd, TVector>(in CrossEntropyArguments arguments, float weight, float* gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int classes = arguments.Classes;
        float* sums = Scratch.Get<float>(Scratch.Use.Row, 2L * arguments.Rows);
        SoftmaxRow.Scores scores = new(arguments.Scores, arguments.Rows, classes);
        SoftmaxRow.Exponentials<TSimd, TVector>(in scores, gradient, sums + arguments.Rows, sums);
        for (int n = 0; n < arguments.Rows; n++, gradient += classes)
        {
            float factor = weight / sums[n];
            float* target = arguments.Targets is null ? null : arguments.Targets + ((nint)n * classes);
            int label = target is null ? arguments.Labels[n] : -1;
            for (int i = 0; i < classes; i++)
            {
                float wanted = target is not null ? target[i] * weight : i == label ? weight : 0;
                float value = (gradient[i] * factor) - wanted;
                gradient[i] = MathF.Abs(value) < Vanished ? 0 : value;
            }
        }
    }
}
