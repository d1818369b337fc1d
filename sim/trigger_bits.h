/* trigger_bits.h: Verilator's vector of triggers, to be asked about many clocks at once.
 *
 * Verilator 5.006 keeps a byte for each clock and asks "did one of these tick?" byte by byte, some hundred times a cycle.
 * Here the bytes are packed into one word when any() is asked, which the generated code does between writing a vector
 * and reading it; the question is then one test of that word. Later versions generate such code themselves. The build
 * includes this file before the code of a model, and only with a Verilator whose class has a byte for each clock
 * (cmake/ToeModel.cmake). */
#ifndef TOE_TRIGGER_BITS_H
#define TOE_TRIGGER_BITS_H

#define VlTriggerVec VlTriggerVecOfBytes
#include "verilated.h"
#undef VlTriggerVec

template <std::size_t T_size> class VlTriggerVec final
{
    static_assert(T_size <= 64, "a word has no room for so many clocks");
    static constexpr std::size_t kGroups = (T_size + 7) / 8;
    static constexpr uint64_t kPack = 0x0102040810204080; /* brings bit 0 of each byte into the highest byte */

    uint64_t m_groups[kGroups] = {}; /* as written: a byte of 0 or 1 for each clock */
    uint64_t m_bits = 0;             /* as read: a bit for each clock */

    struct Trigger final {
        unsigned char &flag;
        const uint64_t bit;
        operator bool() const
        {
            return bit != 0;
        }
        void operator=(bool value)
        {
            flag = value;
        }
    };

  public:
    Trigger at(std::size_t index)
    {
        return {reinterpret_cast<unsigned char *>(m_groups)[index], m_bits & 1ull << index};
    }
    void clear()
    {
        memset(m_groups, 0, sizeof m_groups);
    }
    bool any()
    {
        m_bits = 0;
        for (std::size_t i = 0; i < kGroups; i++)
            m_bits |= (m_groups[i] * kPack >> 56) << 8 * i;
        return m_bits != 0;
    }
    void set(const VlTriggerVec &other)
    {
        for (std::size_t i = 0; i < kGroups; i++)
            m_groups[i] |= other.m_groups[i];
    }
    void andNot(const VlTriggerVec &a, const VlTriggerVec &b)
    {
        for (std::size_t i = 0; i < kGroups; i++)
            m_groups[i] = a.m_groups[i] & ~b.m_groups[i];
    }
};

#endif
