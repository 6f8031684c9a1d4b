using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>What the parts of one parameter update share: the arrays, all of one length, and the constants of the rule.</summary>
internal unsafe struct UpdateArguments
{
    /// <summary>The values θ, changed in place.</summary>
    public float* Value;

    /// <summary>Their gradients g.</summary>
    public float* Gradient;

    /// <summary>The velocity, or the mean gradient m.</summary>
    public float* First;

    /// <summary>The mean square v.</summary>
    public float* Second;

    /// <summary>How much of <see cref="First"/> stays: momentum γ or β₁.</summary>
    public float FirstDecay;

    /// <summary>The factor of the gradient in <see cref="First"/>.</summary>
    public float FirstGain;

    /// <summary>β₂.</summary>
    public float SecondDecay;

    /// <summary>1 − β₂.</summary>
    public float SecondGain;

    /// <summary>1/(1 − β₂ᵗ).</summary>
    public float SecondCorrection;

    /// <summary>ε.</summary>
    public float Epsilon;

    /// <summary>The step size.</summary>
    public float Rate;

    /// <summary>The weight decay λ.</summary>
    public float WeightDecay;

    /// <summary>How the arrays are cut.</summary>
    public EvenSplit Parts;
}

/// <summary>Float32 parameter updates, value by value: vectors, tails and threads.</summary>
/// <remarks>
/// A memory of gradients that have become zero shrinks by a constant factor at each step. It would end as denormal
/// numbers, which processors multiply about eighty times more slowly, so what is smaller than 10⁻³⁰ is set to 0.
/// </remarks>
internal static unsafe class UpdateKernels
{
    /// <summary>Below this a remembered value counts as 0.</summary>
    public const float Vanished = 1e-30f;

    private const int PartLength = 16384;

    /// <summary>θ ← θ − rate·(g + λθ).</summary>
    public static void Descend(int length, UpdateArguments arguments) => Run(length, arguments, SimdWidth.For(length) switch
    {
        16 => &DescendPart<Simd512, Vector512<float>>,
        8 => &DescendPart<Simd256, Vector256<float>>,
        4 => &DescendPart<Simd128, Vector128<float>>,
        _ => &DescendPart<SimdScalar, float>,
    });

    /// <summary>v ← decay·v + gain·(g + λθ), θ ← θ − rate·v.</summary>
    public static void DescendWithMomentum(int length, UpdateArguments arguments) => Run(length, arguments, SimdWidth.For(length) switch
    {
        16 => &MomentumPart<Simd512, Vector512<float>>,
        8 => &MomentumPart<Simd256, Vector256<float>>,
        4 => &MomentumPart<Simd128, Vector128<float>>,
        _ => &MomentumPart<SimdScalar, float>,
    });

    /// <summary>m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − rate·m/(√(v·correction) + ε).</summary>
    public static void Adam(int length, UpdateArguments arguments) => Run(length, arguments, SimdWidth.For(length) switch
    {
        16 => &AdamPart<Simd512, Vector512<float>>,
        8 => &AdamPart<Simd256, Vector256<float>>,
        4 => &AdamPart<Simd128, Vector128<float>>,
        _ => &AdamPart<SimdScalar, float>,
    });

    private static void Run(int length, UpdateArguments arguments, delegate*<int, UpdateArguments*, void> part)
    {
        arguments.Parts = new EvenSplit(length, PartLength, 64);
        WorkerPool.Run(arguments.Parts.Count, part, &arguments, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DescendPart<TSimd, TVector>(int part, UpdateArguments* u)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int start, int length) = u->Parts.Part(part);
        float* value = u->Value + start;
        float* gradient = u->Gradient + start;
        TVector rate = TSimd.Broadcast(u->Rate);
        TVector weightDecay = TSimd.Broadcast(u->WeightDecay);
        for (int i = 0; i < length; i += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, length - i);
            TVector old = Load<TSimd, TVector>(value + i, count);
            TVector slope = TSimd.Add(Load<TSimd, TVector>(gradient + i, count), TSimd.Multiply(weightDecay, old));
            Store<TSimd, TVector>(value + i, TSimd.Subtract(old, TSimd.Multiply(rate, slope)), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MomentumPart<TSimd, TVector>(int part, UpdateArguments* u)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int start, int length) = u->Parts.Part(part);
        float* value = u->Value + start;
        float* gradient = u->Gradient + start;
        float* velocity = u->First + start;
        TVector decay = TSimd.Broadcast(u->FirstDecay);
        TVector gain = TSimd.Broadcast(u->FirstGain);
        TVector rate = TSimd.Broadcast(u->Rate);
        TVector weightDecay = TSimd.Broadcast(u->WeightDecay);
        for (int i = 0; i < length; i += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, length - i);
            TVector old = Load<TSimd, TVector>(value + i, count);
            TVector slope = TSimd.Add(Load<TSimd, TVector>(gradient + i, count), TSimd.Multiply(weightDecay, old));
            TVector kept = TSimd.Multiply(decay, Load<TSimd, TVector>(velocity + i, count));
            TVector speed = WithoutVanished<TSimd, TVector>(TSimd.Add(kept, TSimd.Multiply(gain, slope)));
            Store<TSimd, TVector>(velocity + i, speed, count);
            Store<TSimd, TVector>(value + i, TSimd.Subtract(old, TSimd.Multiply(rate, speed)), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AdamPart<TSimd, TVector>(int part, UpdateArguments* u)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int start, int length) = u->Parts.Part(part);
        float* value = u->Value + start;
        float* gradient = u->Gradient + start;
        float* mean = u->First + start;
        float* square = u->Second + start;
        TVector meanDecay = TSimd.Broadcast(u->FirstDecay);
        TVector meanGain = TSimd.Broadcast(u->FirstGain);
        TVector squareDecay = TSimd.Broadcast(u->SecondDecay);
        TVector squareGain = TSimd.Broadcast(u->SecondGain);
        TVector correction = TSimd.Broadcast(u->SecondCorrection);
        TVector epsilon = TSimd.Broadcast(u->Epsilon);
        TVector rate = TSimd.Broadcast(u->Rate);
        for (int i = 0; i < length; i += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, length - i);
            TVector slope = Load<TSimd, TVector>(gradient + i, count);
            TVector m = TSimd.Add(TSimd.Multiply(meanDecay, Load<TSimd, TVector>(mean + i, count)), TSimd.Multiply(meanGain, slope));
            TVector energy = TSimd.Multiply(TSimd.Multiply(squareGain, slope), slope);
            TVector v = TSimd.Add(TSimd.Multiply(squareDecay, Load<TSimd, TVector>(square + i, count)), energy);
            m = WithoutVanished<TSimd, TVector>(m);
            v = WithoutVanished<TSimd, TVector>(v);
            Store<TSimd, TVector>(mean + i, m, count);
            Store<TSimd, TVector>(square + i, v, count);
            TVector scale = TSimd.Add(TSimd.Sqrt(TSimd.Multiply(v, correction)), epsilon);
            TVector change = TSimd.Divide(TSimd.Multiply(rate, m), scale);
            Store<TSimd, TVector>(value + i, TSimd.Subtract(Load<TSimd, TVector>(value + i, count), change), count);
        }
    }

    // NaN is not less than anything, so it stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector WithoutVanished<TSimd, TVector>(TVector value)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector magnitude = TSimd.AndNot(value, TSimd.Broadcast(-0f));
        return TSimd.AndNot(value, TSimd.Greater(TSimd.Broadcast(Vanished), magnitude));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<TSimd, TVector>(float* source, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => count == TSimd.Lanes ? TSimd.Load(source) : TSimd.LoadFirst(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector>(float* target, TVector value, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (count == TSimd.Lanes)
        {
            TSimd.Store(target, value);
        }
        else
        {
            TSimd.StoreFirst(target, value, count);
        }
    }
}
