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
    public static float Loss(in CrossEntropyArguments arguments) => SimdWidth.For(arguments.Classes) switch
    {
        16 => Loss<Simd512, Vector512<float>>(in arguments),
        8 => Loss<Simd256, Vector256<float>>(in arguments),
        4 => Loss<Simd128, Vector128<float>>(in arguments),
        _ => Loss<SimdScalar, float>(in arguments),
    };

    /// <summary>gradient = weight·(softmax(x) − t).</summary>
    public static void Gradient(in CrossEntropyArguments arguments, float weight, float* gradient)
    {
        switch (SimdWidth.For(arguments.Classes))
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
        float* row = Scratch.Get<float>(Scratch.Use.Row, classes);
        double sum = 0;
        for (int n = 0; n < arguments.Rows; n++)
        {
            float* x = arguments.Scores + ((nint)n * classes);
            (float maximum, float total) = SoftmaxRow.Exponentials<TSimd, TVector>(x, row, classes);
            float logTotal = maximum + MathF.Log(total);
            if (arguments.Targets is null)
            {
                sum += logTotal - x[arguments.Labels[n]];
                continue;
            }

            float* target = arguments.Targets + ((nint)n * classes);
            for (int i = 0; i < classes; i++)
            {
                sum += target[i] * (logTotal - x[i]);
            }
        }

        return (float)sum;
    }

    private static void Gradient<TSimd, TVector>(in CrossEntropyArguments arguments, float weight, float* gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int classes = arguments.Classes;
        for (int n = 0; n < arguments.Rows; n++, gradient += classes)
        {
            (_, float total) = SoftmaxRow.Exponentials<TSimd, TVector>(arguments.Scores + ((nint)n * classes), gradient, classes);
            float factor = weight / total;
            float* target = arguments.Targets is null ? null : arguments.Targets + ((nint)n * classes);
            for (int i = 0; i < classes; i++)
            {
                gradient[i] *= factor;
                gradient[i] -= target is not null ? target[i] * weight : arguments.Labels[n] == i ? weight : 0;
                gradient[i] = MathF.Abs(gradient[i]) < Vanished ? 0 : gradient[i];
            }
        }
    }
}
